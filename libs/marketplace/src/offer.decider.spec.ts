import { event, personal, type Caller } from '@jalon/kernel';
import { callerAs, contextOf, found, notFound, specification } from '@jalon/testing';
import { PublishOffer, ReviseOffer, WithdrawOffer } from './offer.commands.js';
import { offerDecider } from './offer.decider.js';
import { OfferPublished, OfferRevised, OfferWithdrawn, type OfferEvent } from './offer.events.js';

const OFFER = '00000000-0000-4000-8000-0000000000f2';
const EMPLOYEE = '00000000-0000-4000-8000-0000000000d1';
const EMPLOYER = '00000000-0000-4000-8000-0000000000e1';
const HR = '00000000-0000-4000-8000-0000000000a1';

const employee = callerAs('employee', EMPLOYEE);
const colleague = callerAs('employee', HR);
const hr = callerAs('hr', HR);

const given = specification<OfferEvent>(offerDecider, contextOf('offer', OFFER, employee));

const plain = {
  employee: EMPLOYEE,
  skills: ['accounting'],
  causes: ['social'],
  formats: ['recurring'],
  remote: 'possible',
  department: '59',
  radiusKm: 25,
  languages: ['fr'],
  availableFrom: '2026-09-01',
  availableUntil: '2026-12-31',
  minutesPerWeek: 210,
} as const;
const words = 'Je tiens une comptabilité associative depuis dix ans.';
const { department, ...said } = plain;
/** As a command says them. */
const values = { ...said, location: { department }, words };
const sealed = { coordinates: null, words: personal(words) };
const published = event(OfferPublished, { ...plain, ...sealed });
const withdrawn = event(OfferWithdrawn, {});

const publish = (fields: object = {}) => Object.assign(new PublishOffer(), { ...values, ...fields });
const revise = (fields: object = {}) => {
  const { employee: _employee, ...rest } = values;
  return Object.assign(new ReviseOffer(), { ...rest, ...fields });
};
const withdraw = () => new WithdrawOffer();

const employed = { employee: found('person', EMPLOYEE, { status: 'registered', employer: EMPLOYER }) };

describe('publishing an offer', () => {
  it('is the employee’s own to do, with their words marked to be sealed', () => {
    const when = given().when(publish(), { references: employed });
    when.then(published);
    expect(when.decision).toMatchObject({ actor: { person: EMPLOYEE, party: 'employee', role: 'employee' } });
    expect((when.decision as { actor: object }).actor).not.toHaveProperty('onBehalfOf');
  });

  it('may be done by the company on their behalf, and says so', () => {
    const when = given().when(publish(), { references: employed, caller: hr });
    when.then(published);
    expect(when.decision).toMatchObject({ actor: { person: HR, party: 'company', role: 'hr', onBehalfOf: EMPLOYEE } });
  });

  it('keeps no exact place: coordinates to about a kilometre, marked to be sealed, and no town', () => {
    const exact = { locality: 'Lille', department: '59', latitude: 5_063_651, longitude: -499 };
    const about = { latitude: 5_064_000, longitude: 0 };
    const kept = event(OfferPublished, { ...plain, coordinates: personal(about), words: personal(words) });
    given()
      .when(publish({ location: exact }), { references: employed })
      .then(kept);
    given(kept)
      .when(publish({ location: exact }))
      .thenNothing();
  });

  it('takes the least that can be said', () => {
    given()
      .when(Object.assign(new PublishOffer(), { employee: EMPLOYEE }), { references: employed })
      .then(
        event(OfferPublished, {
          employee: EMPLOYEE,
          skills: [],
          causes: [],
          formats: [],
          remote: 'possible',
          department: null,
          coordinates: null,
          radiusKm: null,
          languages: [],
          availableFrom: null,
          availableUntil: null,
          minutesPerWeek: null,
          words: null,
        }),
      );
  });

  it.each([
    [notFound('person', EMPLOYEE), 'OFFER_EMPLOYEE_UNKNOWN'],
    [found('person', EMPLOYEE, { status: 'unknown' }), 'OFFER_EMPLOYEE_UNKNOWN'],
    [found('person', EMPLOYEE, { status: 'left', employer: EMPLOYER }), 'OFFER_EMPLOYEE_LEFT'],
    [found('person', EMPLOYEE, { status: 'registered', employer: null }), 'OFFER_EMPLOYEE_WITHOUT_EMPLOYER'],
  ])('refuses, for %j, with %s', (reference, code) => {
    given()
      .when(publish(), { references: { employee: reference } })
      .thenRefused(code);
  });

  it('refuses dates reversed and half a pair of coordinates', () => {
    given()
      .when(publish({ availableUntil: '2026-08-01' }), { references: employed })
      .thenRefused('OFFER_DATES_REVERSED', { availableFrom: '2026-09-01', availableUntil: '2026-08-01' });
    given()
      .when(publish({ location: { longitude: 317_456 } }), { references: employed })
      .thenRefused('COORDINATES_INCOMPLETE');
  });

  it('is already so when the same person sends the same values again', () => {
    given(published).when(publish()).thenNothing();
  });

  it('refuses other values, other words, someone else, and a withdrawn offer', () => {
    given(published)
      .when(publish({ radiusKm: 5 }))
      .thenRefused('OFFER_ALREADY_PUBLISHED');
    given(published)
      .when(publish({ words: 'Autre chose.' }))
      .thenRefused('OFFER_ALREADY_PUBLISHED');
    given(published)
      .when(publish({ words: null }))
      .thenRefused('OFFER_ALREADY_PUBLISHED');
    given(published).when(publish(), { caller: hr }).thenRefused('OFFER_ALREADY_PUBLISHED');
    given(published, withdrawn).when(publish()).thenRefused('OFFER_WITHDRAWN');
  });

  it('takes words that have been erased for none', () => {
    const erased = { opened: { words: 'erased' } } as const;
    given(published)
      .when(publish({ words: null }), erased)
      .thenNothing();
    given(published).when(publish(), erased).thenRefused('OFFER_ALREADY_PUBLISHED');
  });

  it('refuses a colleague, and someone who is not there as an employee', () => {
    given().when(publish(), { references: employed, caller: colleague }).thenRefused('OFFER_FORBIDDEN');
    // An id that they took from somebody else's offer is a conflict, which does not tell what became of that offer.
    given(published, withdrawn)
      .when(publish({ employee: HR }), { references: employed, caller: colleague })
      .thenRefused('OFFER_ALREADY_PUBLISHED');
    given()
      .when(publish(), { references: employed, caller: callerAs('manager', HR) })
      .thenRefused('OFFER_FORBIDDEN');
    given()
      .when(publish(), { references: employed, caller: callerAs('auditor', EMPLOYEE) })
      .thenRefused('OFFER_FORBIDDEN');
  });
});

describe('revising an offer', () => {
  const further = { ...plain, ...sealed, radiusKm: 50 };

  it('replaces its values, for the employee or the company', () => {
    given(published)
      .when(revise({ radiusKm: 50 }), { references: employed })
      .then(event(OfferRevised, further));
    given(published)
      .when(revise({ radiusKm: 50 }), { references: employed, caller: hr })
      .then(event(OfferRevised, further));
  });

  it('replaces their words', () => {
    given(published)
      .when(revise({ words: 'Autre chose.' }), { references: employed })
      .then(event(OfferRevised, { ...plain, ...sealed, words: personal('Autre chose.') }));
  });

  it('changes nothing when the values are equal, also for another caller', () => {
    given(published).when(revise(), { caller: hr }).thenNothing();
  });

  it('goes on once their words are erased', () => {
    given(published)
      .when(revise({ radiusKm: 50, words: null }), { opened: { words: 'erased' }, references: employed })
      .then(event(OfferRevised, { ...further, words: null }));
  });

  it('refuses contradictions, and someone who has left', () => {
    given(published)
      .when(revise({ availableUntil: '2026-08-01' }), { references: employed })
      .thenRefused('OFFER_DATES_REVERSED');
    given(published)
      .when(revise({ location: { latitude: 1 } }), { references: employed })
      .thenRefused('COORDINATES_INCOMPLETE');
    given(published)
      .when(revise({ radiusKm: 50 }), {
        references: { employee: found('person', EMPLOYEE, { status: 'left', employer: EMPLOYER }) },
      })
      .thenRefused('OFFER_EMPLOYEE_LEFT');
  });

  it('refuses an unknown offer, a withdrawn one, and a colleague', () => {
    given().when(revise()).thenRefused('OFFER_NOT_FOUND');
    given(published, withdrawn).when(revise()).thenRefused('OFFER_WITHDRAWN');
    given(published)
      .when(revise({ radiusKm: 50 }), { caller: colleague })
      .thenRefused('OFFER_NOT_FOUND');
    given(published)
      .when(revise({ radiusKm: 50 }), { caller: callerAs('auditor', HR) })
      .thenRefused('OFFER_FORBIDDEN');
  });
});

describe('withdrawing an offer', () => {
  it('takes it back, for the employee or the company', () => {
    given(published).when(withdraw()).then(withdrawn);
    const when = given(published).when(withdraw(), { caller: hr });
    when.then(withdrawn);
    expect(when.decision).toMatchObject({ actor: { onBehalfOf: EMPLOYEE } });
  });

  it('is already so by the same person, refused to someone else', () => {
    given(published, withdrawn).when(withdraw()).thenNothing();
    given(published, withdrawn).when(withdraw(), { caller: hr }).thenRefused('OFFER_WITHDRAWN');
  });

  it('refuses an unknown offer, and a colleague', () => {
    given().when(withdraw()).thenRefused('OFFER_NOT_FOUND');
    given(published).when(withdraw(), { caller: colleague }).thenRefused('OFFER_NOT_FOUND');
    given(published)
      .when(withdraw(), { caller: callerAs('auditor', HR) })
      .thenRefused('OFFER_FORBIDDEN');
  });
});

describe('an offer of the first version', () => {
  it.each([
    [{ department: '59', latitude: 5_064_000, longitude: 0 }, '59'],
    [null, null],
  ])('at %j keeps its department, without the coordinates', (location, department) => {
    const { department: _, ...said } = plain;
    const data = { ...said, location, words: null };
    for (const { upcasts } of [OfferPublished, OfferRevised]) {
      expect(upcasts?.[1]?.(data)).toEqual({ ...said, department, coordinates: null, words: null });
    }
  });
});

describe('human resources of one employer', () => {
  const limited = (employer: string): Caller => ({
    ...{ tenant: 'main', person: HR, roles: [], organisation: null },
    employerRoles: [{ role: 'hr', employer }],
  });

  it('act for its employees', () => {
    const caller = limited(EMPLOYER);
    const when = given().when(publish(), { references: employed, caller });
    when.then(published);
    expect(when.decision).toMatchObject({ actor: { person: HR, party: 'company', role: 'hr', onBehalfOf: EMPLOYEE } });
    given(published).when(withdraw(), { references: employed, caller }).then(withdrawn);
  });

  it('find no offer of another employer’s', () => {
    const caller = limited('00000000-0000-4000-8000-0000000000e2');
    given().when(publish(), { references: employed, caller }).thenRefused('OFFER_FORBIDDEN');
    for (const command of [revise(), withdraw()])
      given(published).when(command, { references: employed, caller }).thenRefused('OFFER_NOT_FOUND');
    given(published).when(withdraw(), { caller }).thenRefused('OFFER_NOT_FOUND');
  });
});
