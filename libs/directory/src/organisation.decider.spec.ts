import { event } from '@jalon/kernel';
import { callerAs, contextOf, found, NEW_ID, notFound, specification, type HistoryEvent } from '@jalon/testing';
import {
  CloseOrganisation,
  ConfirmOrganisationMerger,
  ConfirmOrganisationSeparation,
  RefuseOrganisationMerger,
  RegisterOrganisation,
  RequestOrganisationMerger,
  RequestOrganisationSeparation,
  ReviseOrganisation,
  WithdrawOrganisationMerger,
} from './organisation.commands.js';
import { organisationDecider } from './organisation.decider.js';
import {
  OrganisationClosed,
  OrganisationMerged,
  OrganisationMergerConfirmed,
  OrganisationMergerRefused,
  OrganisationMergerRequested,
  OrganisationMergerRequestWithdrawn,
  OrganisationSeparationConfirmed,
  OrganisationSeparationRequested,
  OrganisationSeparated,
  OrganisationNumberFreed,
  OrganisationRegistered,
  OrganisationRevised,
  type OrganisationEvent,
} from './organisation.events.js';

const ORGANISATION = '00000000-0000-4000-8000-0000000000b1';
const CONTACT = '00000000-0000-4000-8000-0000000000c1';
const HR = '00000000-0000-4000-8000-0000000000a1';

const hr = callerAs('hr', HR);
const itself = callerAs('organisation', CONTACT, ORGANISATION);
const another = callerAs('organisation', CONTACT, '00000000-0000-4000-8000-0000000000b2');

const given = specification<OrganisationEvent>(organisationDecider, contextOf('organisation', ORGANISATION, hr));

const values = {
  name: 'Les Jardins du Canal',
  register: 'rna',
  registerNumber: 'W751234567',
  department: '75',
  contact: null,
} as const;
const standing = { branchOf: null, claim: null, mergedInto: null, merger: null, separation: null };
const withContact = { ...values, contact: CONTACT };
const claimed = { owner: 'register-main.rna-w751234567', key: 'number', attempt: 0 };
const registered = event(OrganisationRegistered, { ...values, branchOf: null, claims: [claimed] });
const closed = event(OrganisationClosed, { closedOn: '2026-06-01' });

const register = (fields: object = values) => Object.assign(new RegisterOrganisation(), fields);
const revise = (fields: object) => Object.assign(new ReviseOrganisation(), fields);
const close = (closedOn = '2026-06-01') => Object.assign(new CloseOrganisation(), { closedOn });

const contact = (status: 'unknown' | 'registered' | 'left') => ({
  references: { contact: found('person', CONTACT, { status }) },
});

describe('registering an organisation', () => {
  it('enters it, for the company', () => {
    given().when(register()).then(registered);
  });

  it('leaves null what is not said', () => {
    given()
      .when(register({ name: 'Harbour Trust', register: 'foreign' }))
      .then(
        event(OrganisationRegistered, {
          name: 'Harbour Trust',
          register: 'foreign',
          registerNumber: null,
          department: null,
          contact: null,
          branchOf: null,
        }),
      );
  });

  it('takes a contact who is registered', () => {
    given()
      .when(register(withContact), contact('registered'))
      .then(event(OrganisationRegistered, { ...withContact, branchOf: null, claims: [claimed] }));
  });

  it('refuses a contact who is unknown or has left', () => {
    const nobody = { references: { contact: notFound('person', CONTACT) } };
    given().when(register(withContact), nobody).thenRefused('CONTACT_UNKNOWN');
    given().when(register(withContact)).thenRefused('CONTACT_UNKNOWN');
    given().when(register(withContact), contact('unknown')).thenRefused('CONTACT_UNKNOWN');
    given().when(register(withContact), contact('left')).thenRefused('CONTACT_LEFT');
  });

  it('is already so when the same person sends the same values again', () => {
    given(registered).when(register()).thenNothing();
  });

  it('refuses other values, someone else, and a closed one', () => {
    given(registered)
      .when(register({ ...values, name: 'Autre' }))
      .thenRefused('ORGANISATION_ALREADY_REGISTERED');
    given(registered)
      .when(register(), { caller: callerAs('admin', CONTACT) })
      .thenRefused('ORGANISATION_ALREADY_REGISTERED');
    given(registered, closed).when(register()).thenRefused('ORGANISATION_ALREADY_CLOSED');
  });

  it.each([
    ['siren', '123456789', 'SIREN_INVALID'],
    ['siren', '732 829 320 00074', 'SIRET_GIVEN'],
    ['foreign', 'ЕИК 121', 'FOREIGN_NUMBER_INVALID'],
    ['rna', '751234567', 'RNA_INVALID'],
  ])('refuses, in the register %s, the number %s', (kind, registerNumber, code) => {
    given()
      .when(register({ ...values, register: kind, registerNumber }))
      .thenRefused(code);
  });

  it('refuses the organisation itself: the company keeps the directory', () => {
    given().when(register(), { caller: itself }).thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('revising an organisation', () => {
  const renamed = { ...values, name: 'Les Jardins de l’Ourcq' };

  it('replaces its entry, for the company', () => {
    given(registered).when(revise(renamed)).then(event(OrganisationRevised, renamed));
  });

  it('replaces its own entry, for the organisation', () => {
    const when = given(registered).when(revise(renamed), { caller: itself });
    when.then(event(OrganisationRevised, renamed));
    expect(when.decision).toMatchObject({ actor: { person: CONTACT, party: 'organisation', role: 'organisation' } });
  });

  it('refuses another organisation, and its own employees without the role', () => {
    given(registered).when(revise(renamed), { caller: another }).thenRefused('ORGANISATION_REVISION_FORBIDDEN');
    given(registered)
      .when(revise(renamed), { caller: callerAs('employee', CONTACT, ORGANISATION) })
      .thenRefused('ORGANISATION_REVISION_FORBIDDEN');
  });

  it('is already so when the values stand', () => {
    given(registered).when(revise(values)).thenNothing();
  });

  it('looks up a new contact', () => {
    given(registered).when(revise(withContact), contact('registered')).then(event(OrganisationRevised, withContact));
    given(registered).when(revise(withContact), contact('left')).thenRefused('CONTACT_LEFT');
  });

  it('keeps a contact who has left since', () => {
    const renamedToo = { ...withContact, name: 'Les Jardins de l’Ourcq' };
    given(event(OrganisationRegistered, { ...withContact, branchOf: null, claims: [claimed] }))
      .when(revise(renamedToo), contact('left'))
      .then(event(OrganisationRevised, renamedToo));
  });

  it('refuses a wrong number, an unknown organisation and a closed one', () => {
    given(registered)
      .when(revise({ ...values, registerNumber: 'W1' }))
      .thenRefused('RNA_INVALID', { number: 'W1' });
    given().when(revise(renamed)).thenRefused('ORGANISATION_NOT_FOUND');
    given(registered, closed).when(revise(renamed)).thenRefused('ORGANISATION_ALREADY_CLOSED');
  });
});

describe('closing an organisation', () => {
  it('ends its part', () => {
    given(registered).when(close()).then(closed);
  });

  it('is already so on the same day by the same person, refused otherwise', () => {
    given(registered, closed).when(close()).thenNothing();
    given(registered, closed).when(close('2026-06-02')).thenRefused('ORGANISATION_ALREADY_CLOSED');
    given(registered, closed)
      .when(close(), { caller: callerAs('admin', CONTACT) })
      .thenRefused('ORGANISATION_ALREADY_CLOSED');
  });

  it('refuses a day ahead, an unknown organisation, and the organisation itself', () => {
    given(registered).when(close('2026-07-01')).thenRefused('DATE_IN_FUTURE');
    given().when(close()).thenRefused('ORGANISATION_NOT_FOUND');
    given(registered).when(close(), { caller: itself }).thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('the references of an organisation', () => {
  const entry = organisationDecider.commands.find(({ name }) => name === 'ReviseOrganisation');
  const references = (command: object, contactHeld: string | null) =>
    entry?.references?.(
      command,
      { status: 'registered', writtenBy: HR, ...values, ...standing, contact: contactHeld },
      { caller: hr },
    );

  it('name a new contact, and none that already stands', () => {
    expect(references(revise(withContact), null)).toEqual({ contact: { category: 'person', id: CONTACT } });
    expect(references(revise(withContact), CONTACT)).toEqual({});
    expect(references(revise(values), CONTACT)).toEqual({});
  });
});

describe('the number of an organisation', () => {
  const request = { owner: { category: 'register', id: 'rna-w751234567' }, key: 'number', amount: 1 };
  const other = { owner: 'register-main.siren-732829320', key: 'number', attempt: 1 };

  it('is claimed by the organisation that is registered with it, in one spelling', () => {
    for (const registerNumber of ['W751234567', 'w 75.123 4567', 'Ｗ７５１２３４５６７']) {
      const when = given().when(register({ ...values, registerNumber }));
      when.then(registered);
      expect(when.decision).toMatchObject({ claims: [request] });
    }
  });

  it('is claimed once: a revision that keeps it claims nothing', () => {
    const when = given(registered).when(revise({ ...values, name: 'Autre', registerNumber: 'w751234567' }));
    when.then(event(OrganisationRevised, { ...values, name: 'Autre' }));
    expect(when.decision).toMatchObject({ claims: [] });
    given(registered)
      .when(revise({ ...values, registerNumber: 'w 751234567' }))
      .thenNothing();
  });

  it('is claimed by the next revision where none was claimed, even one that changes nothing', () => {
    const unclaimed = event(OrganisationRegistered, { ...values, branchOf: null });
    const when = given(unclaimed).when(revise(values));
    when.then(event(OrganisationRevised, { ...values, claims: [{ ...claimed, attempt: 1 }] }));
    expect(when.decision).toMatchObject({ claims: [request] });
  });

  it('is given back when another takes its place, or none', () => {
    const siren = { ...values, register: 'siren', registerNumber: '732829320' } as const;
    given(registered)
      .when(revise(siren))
      .then(
        event(OrganisationRevised, { ...siren, claims: [other] }),
        event(OrganisationNumberFreed, { claims: [claimed] }),
      );
    given(registered)
      .when(revise({ ...values, registerNumber: null }))
      .then(
        event(OrganisationRevised, { ...values, registerNumber: null }),
        event(OrganisationNumberFreed, { claims: [claimed] }),
      );
  });
});

describe('the number in a revision', () => {
  const { registerNumber: _, ...withoutNumber } = values;
  const siren = { ...values, register: 'siren', registerNumber: '732829320' } as const;

  it('stays where it is left out, and goes where it is null', () => {
    given(registered).when(revise(withoutNumber)).thenNothing();
    given(registered)
      .when(revise({ ...withoutNumber, name: 'Autre' }))
      .then(event(OrganisationRevised, { ...values, name: 'Autre' }));
    given(registered)
      .when(revise({ ...withoutNumber, register: 'siren' }))
      .thenRefused('SIREN_INVALID', { number: 'W751234567' });
    given(registered)
      .when(revise({ ...values, registerNumber: null }))
      .then(
        event(OrganisationRevised, { ...values, registerNumber: null }),
        event(OrganisationNumberFreed, { claims: [claimed] }),
      );
  });

  it('is changed by the company alone', () => {
    for (const changed of [siren, { ...values, registerNumber: null }, { ...values, registerNumber: 'W751234568' }]) {
      given(registered).when(revise(changed), { caller: itself }).thenRefused('REGISTER_NUMBER_COMPANY_ONLY');
    }
    given(event(OrganisationRegistered, { ...values, registerNumber: null, branchOf: null }))
      .when(revise({ ...values, registerNumber: null, register: 'siren' }), { caller: itself })
      .thenRefused('REGISTER_NUMBER_COMPANY_ONLY');
    const both = { ...itself, roles: ['organisation', 'hr'] as const };
    const when = given(registered).when(revise(siren), { caller: both });
    expect(when.decision).toMatchObject({ accepted: true, actor: { party: 'company', role: 'hr' } });
  });
});

describe('a branch', () => {
  const HEAD = '00000000-0000-4000-8000-0000000000b2';
  const OTHER = '00000000-0000-4000-8000-0000000000b3';
  const head = (fields: object = {}) => ({
    references: { head: found('organisation', HEAD, { status: 'registered', ...values, ...standing, ...fields }) },
  });
  const branch = { ...values, registerNumber: null, branchOf: HEAD };
  const registeredBranch = event(OrganisationRegistered, branch);
  const { branchOf: _, ...revisedBranch } = { ...branch, name: 'Autre' };

  it('has the number of its head, which holds it, and claims none', () => {
    for (const registerNumber of ['W 751 234 567', null]) {
      const when = given().when(register({ ...values, registerNumber, branchOf: HEAD }), head());
      when.then(registeredBranch);
      expect(when.decision).toMatchObject({ claims: [] });
    }
    given()
      .when(register({ ...values, branchOf: HEAD }), head({ status: 'closed' }))
      .then(registeredBranch);
  });

  it('is refused with another number, without a head, and of itself', () => {
    given()
      .when(register({ ...values, registerNumber: 'W751234568', branchOf: HEAD }), head())
      .thenRefused('BRANCH_NUMBER_DIFFERS');
    // Also where it is a branch already: a number is never dropped without a word.
    for (const command of [register, revise]) {
      given(registeredBranch)
        .when(command({ ...values, registerNumber: 'W751234568', branchOf: HEAD }), head())
        .thenRefused('BRANCH_NUMBER_DIFFERS');
    }
    given(registeredBranch)
      .when(revise({ ...values, registerNumber: 'W751234568' }), head())
      .thenRefused('BRANCH_NUMBER_DIFFERS');
    given()
      .when(register({ ...values, branchOf: HEAD }))
      .thenRefused('HEAD_UNKNOWN');
    given()
      .when(register({ ...values, branchOf: HEAD }), { references: { head: notFound('organisation', HEAD) } })
      .thenRefused('HEAD_UNKNOWN');
    given()
      .when(register({ ...values, branchOf: ORGANISATION }))
      .thenRefused('BRANCH_OF_ITSELF');
  });

  it('names a head that is no branch itself', () => {
    given()
      .when(register({ ...values, branchOf: HEAD }), head({ registerNumber: null, branchOf: OTHER }))
      .thenRefused('HEAD_IS_BRANCH', { head: OTHER });
  });

  it('is one from its registration on: no revision makes or unmakes it, whoever sends it', () => {
    for (const caller of [hr, itself]) {
      given(registered)
        .when(revise({ ...values, branchOf: HEAD }), { ...head(), caller })
        .thenRefused('BRANCH_FIXED');
      for (const branchOf of [null, OTHER]) {
        given(registeredBranch)
          .when(revise({ ...branch, branchOf }), { ...head(), caller })
          .thenRefused('BRANCH_FIXED');
      }
      for (const branchOf of [undefined, HEAD]) {
        given(registeredBranch)
          .when(revise({ ...branch, branchOf }), { caller })
          .thenNothing();
        given(registeredBranch)
          .when(revise({ ...revisedBranch, ...(branchOf && { branchOf }) }), { caller })
          .then(event(OrganisationRevised, revisedBranch));
      }
    }
    given(registeredBranch)
      .when(revise({ ...values, branchOf: HEAD }), head())
      .thenNothing();
    given(event(OrganisationRegistered, { ...values, branchOf: null }), event(OrganisationRevised, values))
      .when(revise({ ...values, branchOf: null }))
      .then(event(OrganisationRevised, { ...values, claims: [{ ...claimed, attempt: 2 }] }));
  });

  it('is one no longer once two people have separated it; it may then have a number of its own', () => {
    const actId = NEW_ID;
    const asked = event(OrganisationSeparationRequested, { actId, expiresOn: '2026-06-29', from: HEAD });
    const back = event(OrganisationSeparated, { actId, from: HEAD });
    given(registeredBranch).when(new RequestOrganisationSeparation()).then(asked);
    given(registeredBranch, { ...asked, by: { person: HR, party: 'company', role: 'hr' } })
      .when(Object.assign(new ConfirmOrganisationSeparation(), { actId }), { caller: callerAs('admin', CONTACT) })
      .then(event(OrganisationSeparationConfirmed, { actId }), back);
    given(registeredBranch, back)
      .when(revise(values))
      .then(event(OrganisationRevised, { ...values, claims: [{ ...claimed, attempt: 2 }] }));
    given(registeredBranch, back).when(new RequestOrganisationSeparation()).thenRefused('ORGANISATION_NOT_MERGED');
  });

  it('is one with its head already, and can be merged into another', () => {
    const merge = (into: string) => Object.assign(new RequestOrganisationMerger(), { into });
    const into = { references: { into: found('organisation', OTHER, { status: 'registered', ...values }) } };
    given(registeredBranch).when(merge(HEAD), into).thenRefused('ORGANISATION_ALREADY_MERGED', { into: HEAD });
    given(registeredBranch)
      .when(merge(OTHER), into)
      .then(event(OrganisationMergerRequested, { actId: NEW_ID, expiresOn: '2026-06-29', into: OTHER }));
    const separation = event(OrganisationSeparationRequested, {
      actId: NEW_ID,
      expiresOn: '2026-06-29',
      from: OTHER,
    });
    given(registeredBranch, event(OrganisationMerged, { actId: NEW_ID, into: OTHER }))
      .when(new RequestOrganisationSeparation())
      .then(separation);
  });

  it('stays what it is where a stored revision names a head, as the first ones could', () => {
    const revised = (branchOf: string | null) =>
      ({ type: 'OrganisationRevised', data: { ...values, branchOf } }) as const;
    given(registeredBranch, revised(null))
      .when(revise({ ...values, branchOf: OTHER }))
      .thenRefused('BRANCH_FIXED');
    given(registeredBranch, revised(null))
      .when(new RequestOrganisationSeparation())
      .then(event(OrganisationSeparationRequested, { actId: NEW_ID, expiresOn: '2026-06-29', from: HEAD }));
    given(registered, revised(HEAD)).when(new RequestOrganisationSeparation()).thenRefused('ORGANISATION_NOT_MERGED');
  });

  it('was said by no event of the first version', () => {
    expect(OrganisationRegistered.upcasts?.[1]?.({ name: 'Le Lien' })).toEqual({ name: 'Le Lien', branchOf: null });
  });
});

describe('merging an organisation into another', () => {
  const OTHER = '00000000-0000-4000-8000-0000000000b2';
  const admin = { caller: callerAs('admin', CONTACT) };
  const actId = NEW_ID;
  const merge = (into = OTHER) => Object.assign(new RequestOrganisationMerger(), { into });
  const separate = () => new RequestOrganisationSeparation();
  const answer = <C extends object>(command: new () => C) => Object.assign(new command(), { actId });
  const into = { references: { into: found('organisation', OTHER, { status: 'registered', ...values }) } };
  const by = (person: string, happened: HistoryEvent): HistoryEvent => ({
    ...happened,
    by: { person, party: 'company', role: 'hr' },
  });

  const requested = event(OrganisationMergerRequested, { actId, expiresOn: '2026-06-29', into: OTHER });
  const merged = event(OrganisationMerged, { actId, into: OTHER });
  const confirmed = event(OrganisationMergerConfirmed, { actId });
  const asked = [registered, by(HR, requested)];
  const done = [...asked, by(CONTACT, confirmed), by(CONTACT, merged)];

  it('takes two people of the company', () => {
    given(registered).when(merge(), into).then(requested);
    given(...asked)
      .when(answer(ConfirmOrganisationMerger), admin)
      .then(confirmed, merged);
    given(...asked)
      .when(answer(ConfirmOrganisationMerger))
      .thenRefused('SAME_PERSON_TWICE');
    given(...asked)
      .when(answer(ConfirmOrganisationMerger), { caller: itself })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
    given(registered)
      .when(merge(), { ...into, caller: itself })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
  });

  it('can be refused and withdrawn, and expires', () => {
    given(...asked)
      .when(answer(RefuseOrganisationMerger), admin)
      .then(event(OrganisationMergerRefused, { actId }));
    given(...asked)
      .when(answer(WithdrawOrganisationMerger))
      .then(event(OrganisationMergerRequestWithdrawn, { actId }));
    given(...asked)
      .when(answer(ConfirmOrganisationMerger), { ...admin, now: '2026-06-29T22:00:00.000Z' })
      .thenRefused('ACT_EXPIRED');
  });

  it('names another organisation that is registered, and one at a time', () => {
    given(registered).when(merge(ORGANISATION), into).thenRefused('MERGER_WITH_ITSELF');
    given(registered).when(merge()).thenRefused('ORGANISATION_UNKNOWN');
    given().when(merge(), into).thenRefused('ORGANISATION_NOT_FOUND');
    given(...asked)
      .when(merge(), { ...into, ...admin })
      .thenRefused('ACT_ALREADY_REQUESTED');
    given(...done)
      .when(merge(), into)
      .thenRefused('ORGANISATION_ALREADY_MERGED', { into: OTHER });
  });

  it('is refused where the other entry names this one already: one separation parts two entries', () => {
    for (const link of [{ mergedInto: ORGANISATION }, { branchOf: ORGANISATION }]) {
      const state = { status: 'registered', ...values, ...standing, ...link };
      given(registered)
        .when(merge(), { references: { into: found('organisation', OTHER, state) } })
        .thenRefused('ORGANISATION_ALREADY_MERGED', { into: OTHER });
      // Both were requested before either was confirmed.
      given(...asked)
        .when(answer(ConfirmOrganisationMerger), {
          ...admin,
          references: { linked: found('organisation', OTHER, state) },
        })
        .thenRefused('ORGANISATION_ALREADY_MERGED', { into: OTHER });
    }
  });

  it('is ended by two people as well', () => {
    const separation = event(OrganisationSeparationRequested, { actId, expiresOn: '2026-06-29', from: OTHER });
    const back = event(OrganisationSeparated, { actId, from: OTHER });
    given(...done)
      .when(separate())
      .then(separation);
    given(...done, by(HR, separation))
      .when(answer(ConfirmOrganisationSeparation), admin)
      .then(event(OrganisationSeparationConfirmed, { actId }), back);
    given(...done, by(HR, separation))
      .when(answer(ConfirmOrganisationSeparation))
      .thenRefused('SAME_PERSON_TWICE');
    given(registered).when(separate()).thenRefused('ORGANISATION_NOT_MERGED');
    given(...done, by(HR, separation), by(CONTACT, back))
      .when(merge(), into)
      .then(requested);
  });

  it('survives a revision and a closure of the entry', () => {
    given(...done, event(OrganisationRevised, { ...values, name: 'Autre' }), closed)
      .when(merge(), into)
      .thenRefused('ORGANISATION_ALREADY_MERGED');
  });
});
