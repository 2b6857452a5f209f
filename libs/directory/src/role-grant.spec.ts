import {
  addDays,
  civilDateIn,
  entryOf,
  event,
  fold,
  GRANTABLE_ROLES,
  personal,
  type Actor,
  type Caller,
  type Decision,
  type GrantableRole,
  type Recorded,
  type Role,
} from '@jalon/kernel';
import { callerAs, contextOf, found, NEW_ID, notFound, specification } from '@jalon/testing';
import fc from 'fast-check';
import { personDecider } from './person.decider.js';
import { PersonLeft, PersonRegistered, PersonRevised, type PersonEvent } from './person.events.js';
import { rolesHeld } from './person.roles.js';
import type { PersonState } from './person.state.js';
import { RecordDeparture } from './person.commands.js';
import { ConfirmRoleGrant, GrantRole, RefuseRoleGrant, RevokeRole, WithdrawRoleGrant } from './role.commands.js';
import {
  RoleGrantConfirmed,
  RoleGranted,
  RoleGrantRefused,
  RoleGrantRequested,
  RoleGrantRequestWithdrawn,
  RoleRevoked,
} from './role.events.js';
import { ROLE_RULES } from './role-grant.decision.js';

const PERSON = '00000000-0000-4000-8000-0000000000d1';
const EMPLOYER = '00000000-0000-4000-8000-0000000000e1';
const ORGANISATION = '00000000-0000-4000-8000-0000000000b1';
const ADMIN = '00000000-0000-4000-8000-0000000000a1';
const SECOND = '00000000-0000-4000-8000-0000000000a2';
const OPERATOR = '00000000-0000-4000-8000-0000000000a9';
const TODAY = '2026-06-15';

const admin = callerAs('admin', ADMIN);
const second = callerAs('admin', SECOND);
const hr = callerAs('hr', ADMIN);
const operator = callerAs('operator', OPERATOR);
const given = specification<PersonEvent>(personDecider, contextOf('person', PERSON, admin));

const nobody = { email: null, staffNumber: null, entryDate: null, birthDate: null, department: null, site: null };
const entry = {
  ...{ givenName: personal('Inès'), familyName: personal('Marchetti'), ...nobody },
  ...{ employer: null, manager: null, organisation: null },
};
const registered = event(PersonRegistered, entry);
const outside = (kind: 'outside-auditor' | 'service', until = '2026-12-31') =>
  event(PersonRegistered, { ...entry, kind, until });
const left = event(PersonLeft, { leftOn: '2026-06-01' });

const tenantOf = (mode: 'production' | 'demo', administrators = 'several') =>
  found('tenant', 'main', { status: 'open', mode, administrators });
const production = { tenant: tenantOf('production') };
const demo = { tenant: tenantOf('demo') };
const scopes = {
  employer: found('employer', EMPLOYER, { status: 'registered' }),
  organisation: found('organisation', ORGANISATION, { status: 'registered' }),
};

const REASON = 'Follows Claire.';
const grant = (role: GrantableRole, fields: object = {}) =>
  Object.assign(new GrantRole(), { role, reason: REASON, ...fields });
const revoke = (role: GrantableRole, fields: object = {}) =>
  Object.assign(new RevokeRole(), { role, reason: REASON, ...fields });
const confirm = (actId = NEW_ID) => Object.assign(new ConfirmRoleGrant(), { actId });
const values = (role: GrantableRole, fields: object = {}) => ({
  ...{ role, employer: null, organisation: null, until: null, reason: personal(REASON) },
  ...fields,
});
const granted = (role: GrantableRole, fields: object = {}) =>
  event(RoleGranted, { ...values(role), actId: null, ...fields });
const requested = (role: GrantableRole, fields: object = {}) =>
  event(RoleGrantRequested, { actId: NEW_ID, expiresOn: '2026-06-29', ...values(role), ...fields });
const by = (person: string) => ({ by: { person, party: 'company' as const, role: 'admin' as const } });

describe('granting a role', () => {
  it('gives it at once where one person suffices', () => {
    given(registered).when(grant('works-council'), { references: production }).then(granted('works-council'));
    given(registered)
      .when(grant('works-council', { employer: EMPLOYER, until: '2026-12-31' }), {
        references: { ...production, ...scopes },
      })
      .then(granted('works-council', { employer: EMPLOYER, until: '2026-12-31' }));
  });

  it.each(['admin', 'hr', 'auditor', 'compliance', 'dpo'] as const)(
    '%s is requested in a production tenant',
    (role) => {
      given(registered).when(grant(role), { references: production }).then(requested(role));
      given(registered).when(grant(role), { references: {} }).then(requested(role));
    },
  );

  it.each(GRANTABLE_ROLES.filter((role) => ROLE_RULES[role].strong))('%s is given at once in a demo tenant', (role) => {
    given(registered).when(grant(role), { references: demo }).then(granted(role));
  });

  it('is the operator’s to do at once, under their own role', () => {
    const decided = given(registered).when(grant('admin'), { references: production, caller: operator });
    decided.then(granted('admin'));
    expect(decided.decision).toMatchObject({ actor: { person: OPERATOR, party: null, role: 'operator' } });
  });

  it('changes nothing where the person has it until the same day, whoever grants it', () => {
    given(registered, granted('hr')).when(grant('hr'), { references: production, caller: second }).thenNothing();
    given(registered, requested('dpo')).when(grant('dpo'), { references: production }).thenNothing();
  });

  it('replaces an earlier grant of the same role and scope by another last day', () => {
    given(registered, granted('works-council'))
      .when(grant('works-council', { until: '2026-12-31' }), { references: production })
      .then(granted('works-council', { until: '2026-12-31' }));
  });

  it('gives again what was taken back, or has ended', () => {
    given(registered, granted('works-council'), event(RoleRevoked, { ...scopeOf('works-council'), reason: null }))
      .when(grant('works-council'), { references: production })
      .then(granted('works-council'));
    given(registered, granted('works-council', { until: '2026-06-14' }))
      .when(grant('works-council', { until: TODAY }), { references: production })
      .then(granted('works-council', { until: TODAY }));
  });

  it('is nobody’s to do for themselves', () => {
    for (const caller of [callerAs('admin', PERSON), callerAs('operator', PERSON)]) {
      given(registered).when(grant('hr'), { references: production, caller }).thenRefused('ROLE_TO_ONESELF');
    }
  });

  it('is nobody’s to do for whoever handed over their access, who could do it themselves', () => {
    const caller = { ...admin, handedOverBy: PERSON };
    given(registered).when(grant('hr'), { references: production, caller }).thenRefused('ROLE_TO_ONESELF');
    const merged = (person: string) => (person === SECOND ? PERSON : person);
    given(registered)
      .when(grant('hr'), { references: production, caller: { ...admin, handedOverBy: SECOND }, humanOf: merged })
      .thenRefused('ROLE_TO_ONESELF');
  });

  it.each(GRANTABLE_ROLES)('%s needs a role that may give it', (role) => {
    for (const other of ['hr', 'manager', 'employee', 'organisation', 'auditor', 'dpo', 'service', 'system'] as const) {
      if (ROLE_RULES[role].givenBy.includes(other)) continue;
      given(registered)
        .when(grant(role), { caller: callerAs(other, ADMIN) })
        .thenRefused('ROLE_GRANT_FORBIDDEN');
      given(registered, granted(role))
        .when(revoke(role), { caller: callerAs(other, ADMIN) })
        .thenRefused('ROLE_GRANT_FORBIDDEN', { role });
    }
  });

  it('lets HR name who speaks for an organisation, and nothing else', () => {
    given(registered)
      .when(grant('organisation', { organisation: ORGANISATION }), {
        references: { ...production, ...scopes },
        caller: hr,
      })
      .then(granted('organisation', { organisation: ORGANISATION }));
  });

  it('refuses someone unknown, and someone who has left or whose last day has passed', () => {
    given().when(grant('hr'), { references: production }).thenRefused('PERSON_NOT_FOUND');
    given(registered, left)
      .when(grant('hr'), { references: production })
      .thenRefused('PERSON_ALREADY_LEFT', { leftOn: '2026-06-01' });
    given(outside('outside-auditor', '2026-06-14'))
      .when(grant('auditor'), { references: production })
      .thenRefused('PERSON_ALREADY_LEFT', { leftOn: TODAY });
  });

  it.each([
    ['admin', { employer: EMPLOYER }, 'ROLE_NOT_OF_EMPLOYER'],
    ['dpo', { employer: EMPLOYER }, 'ROLE_NOT_OF_EMPLOYER'],
    ['hr', { organisation: ORGANISATION }, 'ROLE_NOT_OF_ORGANISATION'],
    ['organisation', {}, 'ROLE_ORGANISATION_MISSING'],
    ['organisation', { organisation: ORGANISATION, employer: EMPLOYER }, 'ROLE_NOT_OF_EMPLOYER'],
    ['hr', { until: '2026-06-14' }, 'UNTIL_IN_PAST'],
    ['service', {}, 'ROLE_NOT_FOR_KIND'],
  ] as const)('refuses %s with %j', (role, fields, code) => {
    given(registered)
      .when(grant(role, fields), { references: { ...production, ...scopes } })
      .thenRefused(code);
  });

  it('fits the kind of person', () => {
    const lastDay = { until: '2026-12-31' };
    given(outside('service')).when(grant('service'), { references: production }).then(granted('service', lastDay));
    given(outside('outside-auditor'))
      .when(grant('auditor'), { references: production })
      .then(requested('auditor', lastDay));
    given(outside('outside-auditor')).when(grant('hr'), { references: production }).thenRefused('ROLE_NOT_FOR_KIND');
  });

  it.each([
    ['employer', notFound('employer', EMPLOYER), 'EMPLOYER_UNKNOWN'],
    ['employer', found('employer', EMPLOYER, { status: 'closed' }), 'EMPLOYER_CLOSED'],
    ['organisation', notFound('organisation', ORGANISATION), 'ORGANISATION_UNKNOWN'],
    ['organisation', found('organisation', ORGANISATION, { status: 'closed' }), 'ORGANISATION_CLOSED'],
  ])('refuses the %s %j', (name, reference, code) => {
    const role = name === 'employer' ? 'works-council' : 'organisation';
    given(registered)
      .when(grant(role, { [name]: reference.stream.slice(-36) }), { references: { ...production, [name]: reference } })
      .thenRefused(code);
  });
});

const scopeOf = (role: GrantableRole) => ({ role, employer: null, organisation: null });

describe('the second person', () => {
  const asked = { ...requested('auditor', { until: '2026-12-31' }), ...by(ADMIN) };

  it('confirms, and the role is held from then on', () => {
    given(registered, asked)
      .when(confirm(), { references: production, caller: second })
      .then(event(RoleGrantConfirmed, { actId: NEW_ID }), granted('auditor', { until: '2026-12-31', actId: NEW_ID }));
  });

  it('gives no reason once the person was erased', () => {
    given(registered, asked)
      .when(confirm(), { references: production, caller: second, opened: { reason: 'erased' } })
      .then(
        event(RoleGrantConfirmed, { actId: NEW_ID }),
        granted('auditor', { until: '2026-12-31', actId: NEW_ID, reason: null }),
      );
  });

  it('is neither who requested it nor who gets it, whatever their roles', () => {
    given(registered, asked).when(confirm(), { references: production }).thenRefused('SAME_PERSON_TWICE');
    given(registered, asked)
      .when(confirm(), { references: production, caller: callerAs('admin', PERSON) })
      .thenRefused('ROLE_TO_ONESELF');
  });

  it('is not one who handed over the other’s access, nor one whose access was handed over by the same person', () => {
    const handedOver = { ...second, handedOverBy: ADMIN };
    const byHandedOver = {
      ...asked,
      by: { person: ADMIN, party: 'company', role: 'admin', handedOverBy: SECOND },
    } as const;
    const byOneOfTwo = {
      ...asked,
      by: { person: ADMIN, party: 'company', role: 'admin', handedOverBy: OPERATOR },
    } as const;
    for (const [history, caller] of [
      [asked, handedOver],
      [byHandedOver, second],
      [byOneOfTwo, { ...second, handedOverBy: OPERATOR }],
    ] as const) {
      for (const answer of [confirm(), Object.assign(new RefuseRoleGrant(), { actId: NEW_ID })])
        given(registered, history)
          .when(answer, { references: production, caller })
          .thenRefused('ACT_ACCESS_HANDED_OVER');
    }
    given(registered, byOneOfTwo)
      .when(Object.assign(new WithdrawRoleGrant(), { actId: NEW_ID }), { references: production })
      .then(event(RoleGrantRequestWithdrawn, { actId: NEW_ID }));
    given(registered, byHandedOver)
      .when(confirm(), { references: production, caller: { ...second, person: OPERATOR, handedOverBy: PERSON } })
      .thenRefused('ROLE_TO_ONESELF');
  });

  it('is an administrator, or the operator of a tenant with a single one', () => {
    for (const role of ['hr', 'auditor', 'dpo', 'compliance'] as const) {
      given(registered, asked)
        .when(confirm(), { references: production, caller: callerAs(role, SECOND) })
        .thenRefused('ROLE_GRANT_ADMIN_ONLY');
    }
    given(registered, asked)
      .when(confirm(), { references: production, caller: operator })
      .thenRefused('OPERATOR_NOT_SECOND');
    const single = { references: { tenant: tenantOf('production', 'single') }, caller: operator };
    expect(given(registered, asked).when(confirm(), single).decision).toMatchObject({ accepted: true });
  });

  it('does not confirm for somebody who has left, or until a day that has passed', () => {
    given(registered, asked, left)
      .when(confirm(), { references: production, caller: second })
      .thenRefused('PERSON_ALREADY_LEFT');
    given(registered, { ...requested('auditor', { until: TODAY }), ...by(ADMIN) })
      .when(confirm(), { references: production, caller: second, now: '2026-06-16T10:00:00.000Z' })
      .thenRefused('UNTIL_IN_PAST');
  });

  it('refuses it, and the requester withdraws it', () => {
    given(registered, asked)
      .when(Object.assign(new RefuseRoleGrant(), { actId: NEW_ID }), { references: production, caller: second })
      .then(event(RoleGrantRefused, { actId: NEW_ID }));
    given(registered, asked)
      .when(Object.assign(new WithdrawRoleGrant(), { actId: NEW_ID }), { references: production })
      .then(event(RoleGrantRequestWithdrawn, { actId: NEW_ID }));
  });

  it('answers one request at a time', () => {
    given(registered, asked).when(grant('dpo'), { references: production }).thenRefused('ACT_ALREADY_REQUESTED');
    given(registered, asked)
      .when(grant('auditor', { until: '2026-12-31' }), { references: production, caller: second })
      .thenRefused('ACT_ALREADY_REQUESTED');
  });
});

describe('taking a role back', () => {
  it('takes one person', () => {
    given(registered, granted('admin'))
      .when(revoke('admin'))
      .then(event(RoleRevoked, { ...scopeOf('admin'), reason: personal(REASON) }));
  });

  it('is already so for who did it, and refused for a role that is not held', () => {
    const revoked = event(RoleRevoked, { ...scopeOf('hr'), reason: null });
    given(registered, granted('hr'), revoked).when(revoke('hr')).thenNothing();
    given(registered, granted('hr'), revoked).when(revoke('hr'), { caller: second }).thenRefused('ROLE_NOT_HELD');
    given(registered).when(revoke('hr')).thenRefused('ROLE_NOT_HELD');
    given(registered, granted('hr', { employer: EMPLOYER }))
      .when(revoke('hr'))
      .thenRefused('ROLE_NOT_HELD');
    given(registered, granted('hr', { until: '2026-06-14' }))
      .when(revoke('hr'))
      .thenRefused('ROLE_NOT_HELD');
    given().when(revoke('hr')).thenRefused('PERSON_NOT_FOUND');
  });
});

describe('the roles that follow from an entry', () => {
  const stateOf = (...events: readonly { type: string; data: object }[]) =>
    fold(personDecider, events.map(recordedBy({ person: ADMIN, party: null, role: 'admin' })));
  const roles = (state: PersonState, today = TODAY) => rolesHeld(state, today).map(({ role, from }) => [role, from]);

  it('are those of an employee and of a manager, and of a coordinator', () => {
    expect(roles(stateOf(event(PersonRegistered, { ...entry, employer: EMPLOYER })))).toEqual([
      ['employee', 'directory'],
      ['manager', 'directory'],
    ]);
    expect(rolesHeld(stateOf(event(PersonRegistered, { ...entry, organisation: ORGANISATION })), TODAY)).toEqual([
      { role: 'organisation', from: 'directory', employer: null, organisation: ORGANISATION, until: null },
    ]);
  });

  it('end with the person’s part', () => {
    const held = [event(PersonRegistered, { ...entry, employer: EMPLOYER }), granted('hr')];
    expect(roles(stateOf(...held))).toHaveLength(3);
    expect(roles(stateOf(...held, left))).toEqual([]);
    expect(roles(stateOf())).toEqual([]);
    const auditor = stateOf(outside('outside-auditor', TODAY), granted('auditor'));
    expect(roles(auditor)).toEqual([['auditor', 'granted']]);
    expect(roles(auditor, addDays(TODAY, 1))).toEqual([]);
  });

  it('ends no later than the person’s part, also where their entry gets a later last day', () => {
    given(outside('outside-auditor'))
      .when(grant('auditor', { until: '2027-01-01' }), { references: production })
      .thenRefused('UNTIL_AFTER_LAST_DAY', { lastDay: '2026-12-31' });
    const extended = event(PersonRevised, { ...entry, until: '2030-12-31' });
    const held = stateOf(outside('outside-auditor'), granted('auditor', { until: '2026-12-31' }), extended);
    expect(roles(held, '2026-12-31')).toEqual([['auditor', 'granted']]);
    expect(roles(held, '2027-01-01')).toEqual([]);
  });
});

function recordedBy(actor: Actor, recordedAt = '2026-06-15T10:00:00.000Z') {
  return ({ type, data }: { readonly type: string; readonly data: object }, revision = 0) =>
    ({
      ...{ type, data, id: NEW_ID, stream: `person-main.${PERSON}`, revision, recordedAt, actor, rules: 'base@1' },
    }) as Recorded<PersonEvent>;
}

// ---- what holds for any sequence of commands

const PEOPLE = [ADMIN, SECOND, PERSON];
/** Roles with scopes that they can be held in, and one that they cannot. */
const TRIED: readonly { readonly role: GrantableRole; readonly employer?: string; readonly organisation?: string }[] = [
  { role: 'admin' },
  { role: 'auditor' },
  { role: 'auditor', employer: EMPLOYER },
  { role: 'dpo' },
  { role: 'hr' },
  { role: 'organisation', organisation: ORGANISATION },
  { role: 'admin', employer: EMPLOYER },
];

const STEPS = {
  grant: 8,
  confirm: 8,
  revoke: 3,
  refuse: 1,
  withdraw: 1,
  depart: 0,
};

/** One command, by one of three people, some days after the one before. */
interface Step {
  readonly days: number;
  readonly by: number;
  readonly as: Role;
  readonly what: keyof typeof STEPS;
  readonly scope: (typeof TRIED)[number];
  readonly lasts: number | null;
}
const someSteps = (weights: Readonly<Record<keyof typeof STEPS, number>>): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      days: fc.constantFrom(0, 0, 0, 1, 5),
      by: fc.constantFrom(0, 0, 1, 1, 2),
      as: fc.constantFrom<Role>('admin', 'admin', 'admin', 'hr'),
      what: fc.oneof(
        ...Object.entries(weights).map(([what, weight]) => ({
          weight,
          arbitrary: fc.constant(what as keyof typeof STEPS),
        })),
      ),
      scope: fc.constantFrom(...TRIED),
      lasts: fc.option(fc.nat(8)),
    }),
    { minLength: 1, maxLength: 30, size: 'max' },
  );

/** What a person has been given, kept beside the decider in the plainest way there is. */
interface Told {
  readonly at: string;
  readonly by: string;
  readonly command: object;
  readonly decision: Decision<PersonEvent>;
}

/** Sends commands one after the other, and keeps what became of each. */
function carriedOut(given: readonly Step[], mode: 'production' | 'demo') {
  let day = TODAY;
  let state: PersonState = fold(personDecider, [
    recordedBy({ person: OPERATOR, party: null, role: 'admin' })(registered),
  ]);
  let act = 0;
  const told: Told[] = [];
  const events: Recorded<PersonEvent>[] = [];
  for (const step of given) {
    day = addDays(day, step.days);
    const actId = state.status === 'unknown' ? NEW_ID : (state.roleGrant?.actId ?? NEW_ID);
    const { role, ...scope } = step.scope;
    const until = step.lasts === null ? null : addDays(day, step.lasts);
    const command = {
      grant: () => grant(role, { ...scope, until }),
      revoke: () => revoke(role, scope),
      confirm: () => confirm(actId),
      refuse: () => Object.assign(new RefuseRoleGrant(), { actId }),
      withdraw: () => Object.assign(new WithdrawRoleGrant(), { actId }),
      depart: () => Object.assign(new RecordDeparture(), { leftOn: day }),
    }[step.what]();
    const caller: Caller = callerAs(step.as, PEOPLE[step.by]!);
    const now = `${day}T10:00:00.000Z`;
    act += 1;
    const context = {
      ...contextOf('person', PERSON, caller),
      ...{ now, newId: `00000000-0000-4000-8000-${String(act).padStart(12, '0')}` },
      references: { tenant: tenantOf(mode), ...scopes },
      opened: { reason: { value: REASON } },
    };
    const decision = entryOf(personDecider, command)!.decide(command, state, context as never) as Decision<PersonEvent>;
    told.push({ at: day, by: caller.person, command, decision });
    if (!decision.accepted) continue;
    const recorded = decision.events.map((each) => recordedBy(decision.actor, now)(each));
    events.push(...recorded);
    state = recorded.reduce(personDecider.evolve, state);
  }
  return { state, told, events, day };
}

/** The roles in force, found by reading the history backwards for each role and scope. */
function expectedRoles(events: readonly Recorded<PersonEvent>[], today: string): readonly string[] {
  const about = new Map<string, boolean>();
  for (const { type, data } of events.toReversed()) {
    if (type === 'PersonLeft') return [];
    if (type !== 'RoleGranted' && type !== 'RoleRevoked') continue;
    const key = [data.role, data.employer, data.organisation].join(' ');
    if (about.has(key)) continue;
    about.set(key, type === 'RoleGranted' && (data.until === null || data.until >= today));
  }
  return [...about].filter(([, held]) => held).map(([key]) => key);
}

describe('for any sequence of grants, answers, revocations and days', () => {
  it('the roles in force are exactly those granted last, not taken back and not ended', () => {
    let heldAny = 0;
    fc.assert(
      fc.property(
        someSteps({ ...STEPS, depart: 1 }),
        fc.constantFrom('production', 'demo'),
        fc.nat(10),
        (given, mode, later) => {
          const { state, events, day } = carriedOut(given, mode);
          for (const today of [day, addDays(day, later)]) {
            const held = rolesHeld(state, today).map((each) => [each.role, each.employer, each.organisation].join(' '));
            heldAny += held.length;
            expect(held.toSorted()).toEqual(expectedRoles(events, today).toSorted());
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(heldAny).toBeGreaterThan(20);
  });

  it('nobody holds a strong role of a production tenant that one person gave, or that they gave themselves', () => {
    let strong = 0;
    fc.assert(
      fc.property(someSteps(STEPS), (given) => {
        const { told } = carriedOut(given, 'production');
        const requests = new Map<string, string>();
        for (const { by: person, decision } of told) {
          if (!decision.accepted) continue;
          for (const { type, data } of decision.events) {
            if (type === 'RoleGrantRequested') requests.set(data.actId, person);
            if (type !== 'RoleGranted') continue;
            expect(person).not.toBe(PERSON);
            if (!ROLE_RULES[data.role].strong) continue;
            strong += 1;
            const requester = requests.get(String(data.actId));
            expect([ADMIN, SECOND]).toContain(requester);
            expect(requester).not.toBe(person);
          }
        }
      }),
      { numRuns: 600 },
    );
    expect(strong).toBeGreaterThan(20);
  });
});

it('the day on which a role ends is the tenant’s', () => {
  const now = '2026-06-15T22:30:00.000Z';
  expect(civilDateIn('Europe/Paris', now)).toBe('2026-06-16');
  given(registered)
    .when(grant('hr', { until: TODAY }), { references: production, now })
    .thenRefused('UNTIL_IN_PAST');
});
