import { ClaimReleased, ClaimTaken, event } from '@jalon/kernel';
import { callerAs, contextOf, found, notFound, specification } from '@jalon/testing';
import { CloseNeed, PublishNeed, ReviseNeed } from './need.commands.js';
import { needDecider } from './need.decider.js';
import { NeedClosed, NeedPublished, NeedRevised, type NeedEvent } from './need.events.js';

const NEED = '00000000-0000-4000-8000-0000000000f1';
const ORGANISATION = '00000000-0000-4000-8000-0000000000b1';
const CONTACT = '00000000-0000-4000-8000-0000000000c1';
const HR = '00000000-0000-4000-8000-0000000000a1';

const organisation = callerAs('organisation', CONTACT, ORGANISATION);
const another = callerAs('organisation', CONTACT, '00000000-0000-4000-8000-0000000000b2');
const company = callerAs('hr', HR);

const given = specification<NeedEvent>(needDecider, contextOf('need', NEED, organisation));

const values = {
  title: 'Refondre le site de la ressourcerie',
  description: 'Deux pages, un catalogue.',
  cause: 'environment',
  sdg: 12,
  skills: ['web-design'],
  format: 'recurring',
  remote: 'possible',
  location: { locality: 'Roubaix', department: '59', latitude: 5_069_420, longitude: 317_456 },
  languages: ['fr'],
  startsOn: '2026-09-01',
  endsOn: '2026-12-18',
  minutesPerWeek: 420,
  places: 2,
  contact: null,
} as const;
const revisedTo = { ...values, title: 'Refondre deux sites' };
const published = event(NeedPublished, { organisation: ORGANISATION, ...values, source: null });
const closed = event(NeedClosed, { reason: 'withdrawn' });

const publish = (fields: object = {}) =>
  Object.assign(new PublishNeed(), { organisation: ORGANISATION, ...values, ...fields });
const revise = (fields: object) => Object.assign(new ReviseNeed(), { ...values, ...fields });
const close = (reason: CloseNeed['reason'] = 'withdrawn') => Object.assign(new CloseNeed(), { reason });

const claimant = (number: number) => `mission-main.00000000-0000-4000-8000-00000000000${number}`;
const taken = (number: number, attempt = 1) =>
  event(ClaimTaken, { subject: claimant(number), key: 'place', attempt, amount: 1 });
const givenBack = (number: number, attempt = 1) =>
  event(ClaimReleased, { subject: claimant(number), key: 'place', attempt, cause: 'given-back' });

const here = { organisation: found('organisation', ORGANISATION, { status: 'registered' }) };
const gone = { organisation: found('organisation', ORGANISATION, { status: 'closed' }) };
const contact = (status: 'registered' | 'left') => ({
  references: { ...here, contact: found('person', CONTACT, { status, employer: null }) },
});

describe('publishing a need', () => {
  it('is the organisation’s own to do', () => {
    const when = given().when(publish(), { references: here });
    when.then(published);
    expect(when.decision).toMatchObject({
      actor: { person: CONTACT, party: 'organisation', role: 'organisation' },
      claims: [],
    });
  });

  it('may be done by the company on its behalf', () => {
    const when = given().when(publish(), { references: here, caller: company });
    when.then(published);
    expect(when.decision).toMatchObject({ actor: { person: HR, party: 'company', role: 'hr' } });
  });

  it('takes the least that can be said', () => {
    const least = Object.assign(new PublishNeed(), { organisation: ORGANISATION, title: 'Un coup de main', places: 1 });
    given()
      .when(least, { references: here })
      .then(
        event(NeedPublished, {
          organisation: ORGANISATION,
          title: 'Un coup de main',
          description: null,
          cause: null,
          sdg: null,
          skills: [],
          format: null,
          remote: 'no',
          location: null,
          languages: [],
          startsOn: null,
          endsOn: null,
          minutesPerWeek: null,
          places: 1,
          contact: null,
          source: null,
        }),
      );
  });

  it('keeps where it was imported from', () => {
    const source = { name: 'jeveuxaider', key: '51734' };
    given()
      .when(publish({ source }), { references: here })
      .then(event(NeedPublished, { organisation: ORGANISATION, ...values, source }));
  });

  it('takes a contact who is registered, refuses one who is not', () => {
    given()
      .when(publish({ contact: CONTACT }), contact('registered'))
      .then(event(NeedPublished, { organisation: ORGANISATION, ...values, contact: CONTACT, source: null }));
    given()
      .when(publish({ contact: CONTACT }), contact('left'))
      .thenRefused('NEED_CONTACT_LEFT');
    given()
      .when(publish({ contact: CONTACT }), { references: here })
      .thenRefused('NEED_CONTACT_UNKNOWN');
  });

  it('refuses an organisation that is unknown or closed', () => {
    const nobody = { organisation: notFound('organisation', ORGANISATION) };
    given().when(publish(), { references: nobody }).thenRefused('NEED_ORGANISATION_UNKNOWN');
    given().when(publish()).thenRefused('NEED_ORGANISATION_UNKNOWN');
    given().when(publish(), { references: gone }).thenRefused('NEED_ORGANISATION_CLOSED');
  });

  it('refuses dates reversed, takes a single day', () => {
    given()
      .when(publish({ endsOn: '2026-08-31' }), { references: here })
      .thenRefused('NEED_DATES_REVERSED', { startsOn: '2026-09-01', endsOn: '2026-08-31' });
    given()
      .when(publish({ endsOn: '2026-09-01' }), { references: here })
      .then(event(NeedPublished, { organisation: ORGANISATION, ...values, endsOn: '2026-09-01', source: null }));
  });

  it('refuses half a pair of coordinates', () => {
    given()
      .when(publish({ location: { latitude: 5_069_420 } }), { references: here })
      .thenRefused('COORDINATES_INCOMPLETE');
  });

  it('is already so when the same person sends the same values again, whatever has become of the organisation', () => {
    given(published).when(publish(), { references: gone }).thenNothing();
  });

  it('refuses other values, another organisation, another source, someone else, and a closed need', () => {
    given(published)
      .when(publish({ places: 3 }))
      .thenRefused('NEED_ALREADY_PUBLISHED');
    given(published)
      .when(publish({ source: { name: 'file', key: '1' } }))
      .thenRefused('NEED_ALREADY_PUBLISHED');
    given(published)
      .when(publish({ organisation: another.organisation }), { caller: company })
      .thenRefused('NEED_ALREADY_PUBLISHED');
    given(published).when(publish(), { caller: company }).thenRefused('NEED_ALREADY_PUBLISHED');
    given(published, closed).when(publish()).thenRefused('NEED_CLOSED');
  });

  it('refuses another organisation, and employees', () => {
    given().when(publish(), { references: here, caller: another }).thenRefused('NEED_FORBIDDEN');
    given()
      .when(publish(), { references: here, caller: callerAs('employee', CONTACT, ORGANISATION) })
      .thenRefused('NEED_FORBIDDEN');
  });
});

describe('revising a need', () => {
  it('replaces its values, for the organisation or the company', () => {
    given(published).when(revise(revisedTo), { references: here }).then(event(NeedRevised, revisedTo));
    given(published).when(revise(revisedTo), { references: here, caller: company }).then(event(NeedRevised, revisedTo));
  });

  it('changes nothing when the values are equal, also for another caller', () => {
    given(published).when(revise({}), { caller: company }).thenNothing();
  });

  it('keeps whose it is and where it came from', () => {
    const state = [published, event(NeedRevised, revisedTo)].reduce(
      (before, { type, data }) =>
        needDecider.evolve(before, { type, data, actor: { person: HR } } as Parameters<typeof needDecider.evolve>[1]),
      needDecider.initialState,
    );
    expect(state).toMatchObject({ status: 'open', organisation: ORGANISATION, title: revisedTo.title, source: null });
  });

  it('replaces the link too: a revision without one takes it away, the same one again changes nothing', () => {
    const link = 'https://example.org/needs/7';
    const linked = event(NeedRevised, { ...values, link });
    given(published).when(revise({ link }), { references: here }).then(linked);
    given(published, linked).when(revise({ link })).thenNothing();
    given(published, linked)
      .when(revise({ link: null }), { references: here })
      .then(event(NeedRevised, values));
    given(published)
      .when(revise({ link: null }))
      .thenNothing();
    given(event(NeedPublished, { organisation: ORGANISATION, ...values, source: null, link }))
      .when(publish({ link }), { references: here })
      .thenNothing();
  });

  it('never takes places away from those who hold them', () => {
    given(published, taken(1), taken(2))
      .when(revise({ places: 1 }), { references: here })
      .thenRefused('PLACES_BELOW_CLAIMED', { claimed: 2, places: 1 });
    given(published, taken(1), taken(2), givenBack(1))
      .when(revise({ places: 1 }), { references: here })
      .then(event(NeedRevised, { ...values, places: 1 }));
  });

  it('keeps a contact who has left since, looks a new one up', () => {
    given(event(NeedPublished, { organisation: ORGANISATION, ...values, contact: CONTACT, source: null }))
      .when(revise({ ...revisedTo, contact: CONTACT }), contact('left'))
      .then(event(NeedRevised, { ...revisedTo, contact: CONTACT }));
    given(published)
      .when(revise({ contact: CONTACT }), contact('left'))
      .thenRefused('NEED_CONTACT_LEFT');
  });

  it('refuses contradictions, and a need whose organisation is closed', () => {
    given(published)
      .when(revise({ startsOn: '2027-01-01' }), { references: here })
      .thenRefused('NEED_DATES_REVERSED');
    given(published)
      .when(revise({ location: { longitude: 1 } }), { references: here })
      .thenRefused('COORDINATES_INCOMPLETE');
    given(published).when(revise(revisedTo), { references: gone }).thenRefused('NEED_ORGANISATION_CLOSED');
  });

  it('refuses an unknown need, a closed one, and another organisation', () => {
    given().when(revise(revisedTo)).thenRefused('NEED_NOT_FOUND');
    given(published, closed).when(revise(revisedTo)).thenRefused('NEED_CLOSED');
    given(published).when(revise(revisedTo), { references: here, caller: another }).thenRefused('NEED_FORBIDDEN');
  });
});

describe('closing a need', () => {
  it('ends it, also while places are taken', () => {
    given(published).when(close()).then(closed);
    given(published, taken(1)).when(close(), { caller: company }).then(closed);
  });

  it('is already so for the same reason by the same person, refused otherwise', () => {
    given(published, closed).when(close()).thenNothing();
    given(published, closed).when(close('filled')).thenRefused('NEED_CLOSED');
    given(published, closed).when(close(), { caller: company }).thenRefused('NEED_CLOSED');
  });

  it('refuses an unknown need, and another organisation', () => {
    given().when(close()).thenRefused('NEED_NOT_FOUND');
    given(published).when(close(), { caller: another }).thenRefused('NEED_FORBIDDEN');
  });
});
