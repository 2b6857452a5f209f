import { event, personal, SYSTEM_ACTOR, type Caller, type Role } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { callerAs, contextOf, found, notFound, specification } from '@jalon/testing';
import { RecordDeparture, RegisterPerson, RevisePerson } from './person.commands.js';
import { personDecider } from './person.decider.js';
import { PersonLeft, PersonRegistered, PersonRevised, type PersonEvent } from './person.events.js';
import { RoleGranted } from './role.events.js';

const PERSON = '00000000-0000-4000-8000-0000000000d1';
const MANAGER = '00000000-0000-4000-8000-0000000000d2';
const EMPLOYER = '00000000-0000-4000-8000-0000000000e1';
const ORGANISATION = '00000000-0000-4000-8000-0000000000b1';
const HR = '00000000-0000-4000-8000-0000000000a1';
const ADMIN = '00000000-0000-4000-8000-0000000000a2';

const hr = callerAs('hr', HR);
const admin = callerAs('admin', ADMIN);

const given = specification<PersonEvent>(personDecider, contextOf('person', PERSON, hr));

const clear = {
  givenName: 'Inès',
  familyName: 'Marchetti',
  email: 'ines.marchetti@example.org',
  staffNumber: 'M-20417',
  entryDate: '2019-09-02',
  birthDate: '1987-04-23',
};
const codes = { employer: EMPLOYER, manager: MANAGER, department: 'finance', site: 'lyon-2', organisation: null };
const values = { ...clear, ...codes };
const data = {
  givenName: personal(clear.givenName),
  familyName: personal(clear.familyName),
  email: personal(clear.email),
  staffNumber: personal(clear.staffNumber),
  entryDate: personal(clear.entryDate),
  birthDate: personal(clear.birthDate),
  ...codes,
};
/** What a participant's state holds besides. */
const standing = {
  kind: 'participant',
  until: null,
  grants: [],
  roleGrant: null,
  mergedInto: null,
  merger: null,
  separation: null,
  emailShared: false,
  privateEmail: null,
} as const;
const registered = event(PersonRegistered, data);
const left = event(PersonLeft, { leftOn: '2026-06-01' });

const register = (fields: object = values) => Object.assign(new RegisterPerson(), fields);
const revise = (fields: object) => Object.assign(new RevisePerson(), fields);
const depart = (leftOn = '2026-06-01') => Object.assign(new RecordDeparture(), { leftOn });

const references = {
  employer: found('employer', EMPLOYER, { status: 'registered' }),
  manager: found('person', MANAGER, { status: 'registered' }),
};

describe('registering a person', () => {
  it('enters them, with what is personal marked to be sealed', () => {
    given().when(register(), { references }).then(registered);
  });

  it('leaves null what is not said', () => {
    given()
      .when(register({ givenName: 'Noé', familyName: 'Bellanger' }))
      .then(
        event(PersonRegistered, {
          givenName: personal('Noé'),
          familyName: personal('Bellanger'),
          email: null,
          staffNumber: null,
          entryDate: null,
          birthDate: null,
          employer: null,
          manager: null,
          department: null,
          site: null,
          organisation: null,
        }),
      );
  });

  it.each([
    ['employer', notFound('employer', EMPLOYER), 'EMPLOYER_UNKNOWN'],
    ['employer', found('employer', EMPLOYER, { status: 'unknown' }), 'EMPLOYER_UNKNOWN'],
    ['employer', found('employer', EMPLOYER, { status: 'closed' }), 'EMPLOYER_CLOSED'],
    ['manager', notFound('person', MANAGER), 'MANAGER_UNKNOWN'],
    ['manager', found('person', MANAGER, { status: 'left' }), 'MANAGER_LEFT'],
  ])('refuses the %s %j', (name, reference, code) => {
    given()
      .when(register(), { references: { ...references, [name]: reference } })
      .thenRefused(code);
  });

  it.each([
    [notFound('organisation', ORGANISATION), 'ORGANISATION_UNKNOWN'],
    [found('organisation', ORGANISATION, { status: 'closed' }), 'ORGANISATION_CLOSED'],
  ])('refuses the organisation %j', (organisation, code) => {
    given()
      .when(register({ ...values, organisation: ORGANISATION }), { references: { ...references, organisation } })
      .thenRefused(code);
  });

  it('refuses someone as their own manager', () => {
    given()
      .when(register({ ...values, manager: PERSON }), { references })
      .thenRefused('PERSON_OWN_MANAGER');
  });

  it('refuses a date of birth ahead, and does not repeat it', () => {
    given()
      .when(register({ ...values, birthDate: '2026-06-16' }), { references })
      .thenRefused('BIRTH_DATE_IN_FUTURE', {});
  });

  it('refuses the id under which the engine itself acts', () => {
    given().when(register(), { references, id: SYSTEM_ACTOR }).thenRefused('PERSON_ID_RESERVED');
  });

  it('is already so when the same person sends the same values again', () => {
    given(registered).when(register()).thenNothing();
  });

  it('refuses other values, personal or not, and the same from someone else', () => {
    const refusal = 'PERSON_ALREADY_REGISTERED';
    given(registered)
      .when(register({ ...values, site: 'lyon-1' }))
      .thenRefused(refusal);
    given(registered)
      .when(register({ ...values, givenName: 'Agnès' }))
      .thenRefused(refusal);
    given(registered)
      .when(register({ ...values, email: null }))
      .thenRefused(refusal);
    given(registered).when(register(), { caller: admin }).thenRefused(refusal);
  });

  it('compares what was not said as well', () => {
    const without = event(PersonRegistered, { ...data, email: null });
    given(without)
      .when(register({ ...values, email: null }))
      .thenNothing();
    given(without).when(register()).thenRefused('PERSON_ALREADY_REGISTERED');
  });

  it('refuses to compare with what has been erased', () => {
    given(registered)
      .when(register(), { opened: { givenName: 'erased' } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('never takes for the same what nobody opened', () => {
    const entry = personDecider.commands.find(({ name }) => name === 'RegisterPerson');
    const state = { status: 'registered', writtenBy: HR, ...data, ...standing } as const;
    const decision = entry?.decide(register(), state, contextOf('person', PERSON, hr) as Context);
    expect(decision).toMatchObject({ accepted: false, rejection: { code: 'SUBJECT_ERASED' } });
  });

  it('does not take a text for the word that a text is erased', () => {
    const named = { ...values, staffNumber: 'erased' };
    given(event(PersonRegistered, { ...data, staffNumber: personal('erased') }))
      .when(register(named))
      .thenNothing();
  });

  it('refuses someone who has left', () => {
    given(registered, left).when(register()).thenRefused('PERSON_ALREADY_LEFT', { leftOn: '2026-06-01' });
  });

  it.each(['manager', 'employee', 'organisation', 'auditor', 'system'] as const)('refuses the role %s', (role) => {
    given()
      .when(register(), { references, caller: callerAs(role, HR) })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('an outside auditor or a service', () => {
  const until = '2026-12-31';
  const own = { ...values, employer: null, manager: null };
  const entry = { ...data, employer: null, manager: null };

  it.each(['outside-auditor', 'service'] as const)('of kind %s has a last day', (kind) => {
    given()
      .when(register({ ...own, kind, until }))
      .then(event(PersonRegistered, { ...entry, kind, until }));
    given()
      .when(register({ ...own, kind }))
      .thenRefused('PERSON_UNTIL_MISSING');
    given()
      .when(register({ ...own, kind, until: '2026-06-14' }))
      .thenRefused('UNTIL_IN_PAST', { until: '2026-06-14', today: '2026-06-15' });
  });

  it('is of no employer, manager or organisation', () => {
    for (const field of ['employer', 'manager', 'organisation']) {
      given()
        .when(register({ ...own, kind: 'service', until, [field]: MANAGER }), { references })
        .thenRefused('PERSON_OUTSIDE_COMPANY');
    }
  });

  it('stays what it is, and keeps its last day where a revision leaves it out, or gets another', () => {
    const auditor = event(PersonRegistered, { ...entry, kind: 'outside-auditor', until });
    given(auditor).when(revise(own)).thenNothing();
    given(auditor)
      .when(revise({ ...own, site: 'lyon-1' }))
      .then(event(PersonRevised, { ...entry, site: 'lyon-1', until }));
    given(auditor)
      .when(revise({ ...own, until: '2027-06-30' }))
      .then(event(PersonRevised, { ...entry, until: '2027-06-30' }));
    given(auditor)
      .when(revise({ ...own, until: null }))
      .thenNothing();
    given(auditor, event(PersonRevised, { ...entry, until }))
      .when(revise({ ...own, employer: EMPLOYER }), { references })
      .thenRefused('PERSON_OUTSIDE_COMPANY');
  });

  it('is not what a participant is: their departure is recorded on its day', () => {
    given()
      .when(register({ ...own, until }))
      .thenRefused('PERSON_UNTIL_UNEXPECTED');
  });
});

describe('speaking for an organisation', () => {
  const organisation = found('organisation', ORGANISATION, { status: 'registered' });
  const OTHER_ENTRY = '00000000-0000-4000-8000-0000000000d9';

  it('is given by another human', () => {
    const own = { ...values, organisation: ORGANISATION };
    given(registered)
      .when(revise(own), { references: { organisation }, caller: callerAs('hr', PERSON) })
      .thenRefused('ROLE_TO_ONESELF');
    const humanOf = (person: string) => (person === PERSON ? OTHER_ENTRY : person);
    given(registered)
      .when(revise(own), { references: { organisation }, caller: callerAs('hr', OTHER_ENTRY), humanOf })
      .thenRefused('ROLE_TO_ONESELF');
    given(registered)
      .when(revise(own), { references: { organisation } })
      .then(event(PersonRevised, { ...data, organisation: ORGANISATION }));
    given()
      .when(register(own), { references: { ...references, organisation }, caller: callerAs('hr', PERSON) })
      .thenRefused('ROLE_TO_ONESELF');
  });

  it('is nobody’s to give to another entry of their own, nor to whoever handed over their access', () => {
    const command = revise({ ...values, organisation: ORGANISATION });
    const humanOf = (person: string) => (person === HR ? PERSON : person);
    given(registered).when(command, { references: { organisation }, humanOf }).thenRefused('ROLE_TO_ONESELF');
    given(registered)
      .when(command, { references: { organisation }, caller: { ...hr, handedOverBy: PERSON } })
      .thenRefused('ROLE_TO_ONESELF');
    for (const name of ['RegisterPerson', 'RevisePerson']) {
      const { people } = personDecider.commands.find((entry) => entry.name === name)!;
      const compared = (fields: object) =>
        people?.(revise(fields), personDecider.initialState, { caller: hr, id: PERSON });
      expect(compared({ ...values, organisation: ORGANISATION })).toEqual([HR, PERSON]);
      expect(compared(values)).toEqual([]);
    }
  });
});

describe('revising a person', () => {
  it('replaces their entry', () => {
    given(registered)
      .when(revise({ ...values, site: 'lyon-1' }))
      .then(event(PersonRevised, { ...data, site: 'lyon-1' }));
    given(registered)
      .when(revise({ ...values, familyName: 'Marchetti-Roy' }))
      .then(event(PersonRevised, { ...data, familyName: personal('Marchetti-Roy') }));
  });

  it('changes nothing when the values are equal, also for another caller', () => {
    given(registered).when(revise(values), { caller: admin }).thenNothing();
  });

  it('keeps a manager who has left since, and looks a new one up', () => {
    const gone = { manager: found('person', MANAGER, { status: 'left' }) };
    given(registered)
      .when(revise({ ...values, site: 'lyon-1' }), { references: gone })
      .then(event(PersonRevised, { ...data, site: 'lyon-1' }));
    given(event(PersonRegistered, { ...data, manager: null }))
      .when(revise(values), { references: gone })
      .thenRefused('MANAGER_LEFT');
  });

  it('refuses someone erased, whatever is revised', () => {
    given(registered)
      .when(revise({ ...values, site: 'lyon-1' }), { opened: { familyName: 'erased' } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('goes on once what may be missing is erased, such as a date of birth whose key is kept apart', () => {
    const withoutPay = { opened: { birthDate: 'erased' } } as const;
    given(registered)
      .when(revise({ ...values, site: 'lyon-1', birthDate: null }), withoutPay)
      .then(event(PersonRevised, { ...data, site: 'lyon-1', birthDate: null }));
    given(registered)
      .when(revise({ ...values, site: 'lyon-1' }), withoutPay)
      .then(event(PersonRevised, { ...data, site: 'lyon-1' }));
    given(registered)
      .when(revise({ ...values, birthDate: null }), withoutPay)
      .thenNothing();
  });

  it('refuses themself as manager, and a date of birth ahead', () => {
    given(registered)
      .when(revise({ ...values, manager: PERSON }))
      .thenRefused('PERSON_OWN_MANAGER');
    given(registered)
      .when(revise({ ...values, birthDate: '2030-01-01' }))
      .thenRefused('BIRTH_DATE_IN_FUTURE');
  });

  it('refuses someone unknown, someone who has left, and everyone but the company', () => {
    given().when(revise(values)).thenRefused('PERSON_NOT_FOUND');
    given(registered, left).when(revise(values)).thenRefused('PERSON_ALREADY_LEFT');
    given(registered)
      .when(revise(values), { caller: callerAs('employee', PERSON) })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('recording a departure', () => {
  it('ends their part', () => {
    given(registered).when(depart()).then(left);
  });

  it('needs none of their personal data', () => {
    given(registered)
      .when(depart(), { opened: { givenName: 'erased' } })
      .then(left);
  });

  it('is already so on the same day by the same person, refused otherwise', () => {
    given(registered, left).when(depart()).thenNothing();
    given(registered, left).when(depart('2026-06-02')).thenRefused('PERSON_ALREADY_LEFT', { leftOn: '2026-06-01' });
    given(registered, left).when(depart(), { caller: admin }).thenRefused('PERSON_ALREADY_LEFT');
  });

  it('refuses a day ahead, someone unknown, and everyone but the company', () => {
    given(registered).when(depart('2026-06-16')).thenRefused('DATE_IN_FUTURE');
    given().when(depart()).thenRefused('PERSON_NOT_FOUND');
    given(registered)
      .when(depart(), { caller: callerAs('manager', MANAGER) })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('what a decision on a person looks at', () => {
  const entry = personDecider.commands.find(({ name }) => name === 'RevisePerson');
  const state = { status: 'registered', writtenBy: HR, ...data, ...standing } as const;

  it('is every newly named entry', () => {
    const command = revise({ ...values, organisation: ORGANISATION, manager: HR });
    expect(entry?.references?.(command, state, { caller: hr })).toEqual({
      manager: { category: 'person', id: HR },
      organisation: { category: 'organisation', id: ORGANISATION },
    });
  });

  it('is every personal field that the entry holds', () => {
    expect(entry?.opens?.(revise(values), state, {})).toEqual({
      givenName: data.givenName,
      familyName: data.familyName,
      email: data.email,
      staffNumber: data.staffNumber,
      entryDate: data.entryDate,
      birthDate: data.birthDate,
    });
    expect(entry?.opens?.(revise(values), personDecider.initialState, {})).toEqual({});
  });
});

describe('human resources of one employer', () => {
  const OTHER = '00000000-0000-4000-8000-0000000000e2';
  const limited = (employer: string, roles: readonly Role[] = []): Caller => ({
    ...{ tenant: 'main', person: HR, roles, organisation: null },
    employerRoles: [{ role: 'hr', employer }],
  });
  const granted = event(RoleGranted, {
    ...{ role: 'admin', employer: null, organisation: null, until: null, reason: null },
    ...{ actId: null },
  });

  it('register, revise and see off its people', () => {
    const when = given().when(register(), { references, caller: limited(EMPLOYER) });
    when.then(registered);
    expect(when.decision).toMatchObject({ actor: { person: HR, party: 'company', role: 'hr' } });
    given(registered)
      .when(revise({ ...values, site: 'lyon-3' }), { caller: limited(EMPLOYER) })
      .then(event(PersonRevised, { ...data, site: 'lyon-3' }));
    given(registered)
      .when(depart(), { caller: limited(EMPLOYER) })
      .then(left);
  });

  it('find nobody of another employer, unless another role of theirs knows them', () => {
    for (const command of [revise(values), depart()]) {
      given(registered)
        .when(command, { caller: limited(OTHER) })
        .thenRefused('PERSON_NOT_FOUND');
      given(registered)
        .when(command, { caller: limited(OTHER, ['employee']) })
        .thenRefused('DIRECTORY_COMPANY_ONLY');
    }
    given()
      .when(register(), { references, caller: limited(OTHER) })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
    given()
      .when(register({ ...values, employer: null }), { caller: limited(OTHER) })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
  });

  it('are refused an id that somebody of another employer has as any id that is taken', () => {
    given(registered)
      .when(register({ ...values, employer: OTHER }), { references, caller: limited(OTHER) })
      .thenRefused('PERSON_ALREADY_REGISTERED');
  });

  it('leave to others who reaches beyond it', () => {
    const caller = limited(EMPLOYER);
    given(registered)
      .when(revise({ ...values, employer: OTHER }), { caller })
      .thenRefused('PERSON_BEYOND_EMPLOYER');
    given(registered)
      .when(revise({ ...values, employer: null }), { caller })
      .thenRefused('PERSON_BEYOND_EMPLOYER');
    given()
      .when(register({ ...values, organisation: ORGANISATION }), { references, caller })
      .thenRefused('PERSON_BEYOND_EMPLOYER');
    given(event(PersonRegistered, { ...data, organisation: ORGANISATION }))
      .when(revise(values), { caller })
      .thenRefused('PERSON_BEYOND_EMPLOYER');
    for (const command of [revise({ ...values, email: 'mine@example.org' }), depart()])
      given(registered, granted).when(command, { caller }).thenRefused('PERSON_BEYOND_EMPLOYER');
  });
});
