import {
  accepted,
  actingAs,
  actRequestedNow,
  civilDateIn,
  COMPANY_ROLES,
  ERASED,
  event,
  GRANTABLE_ROLES,
  isOpenRequestOf,
  personal,
  requestRefused,
  type Actor,
  type Caller,
  type CivilDate,
  type Decision,
  type GrantableRole,
  type Opened,
  type Plain,
  type Reference,
  type Refused,
  type Role,
  type StreamRef,
  type Uuid,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { answersToAct } from './answer-act.js';
import type { EmployerState } from './employer.state.js';
import { notNameable } from './named.js';
import type { OrganisationState } from './organisation.state.js';
import type { PersonEvent } from './person.events.js';
import { goneFrom, isGone } from './person.roles.js';
import type { Person, PersonState } from './person.state.js';
import { mayBeOneself } from './oneself.js';
import { refuse } from './rejections.js';
import * as commands from './role.commands.js';
import {
  isInForce,
  roleGrant,
  RoleGranted,
  RoleGrantRequested,
  RoleRevoked,
  type GrantedRole,
  type RoleScope,
} from './role.events.js';
import { sameScope } from './role.state.js';
import type { TenantState } from './tenant.state.js';

type RoleDecision = Decision<PersonEvent>;

interface RoleReferences {
  readonly tenant?: Reference<TenantState>;
  readonly employer?: Reference<EmployerState>;
  readonly organisation?: Reference<OrganisationState>;
}

interface RoleRule {
  /** Who gives it and takes it back, besides the operator. */
  readonly givenBy: readonly Role[];
  /** Whether it takes two people in a production tenant. */
  readonly strong: boolean;
  /** What it can be limited to. */
  readonly limitedTo: 'nothing' | 'employer' | 'organisation';
}

const ADMIN: readonly Role[] = ['admin'];

/** What holds for each role that can be granted. */
export const ROLE_RULES: Readonly<Record<GrantableRole, RoleRule>> = {
  admin: { givenBy: ADMIN, strong: true, limitedTo: 'nothing' },
  // Human resources release invitations and links: one administrator must not make that second person.
  hr: { givenBy: ADMIN, strong: true, limitedTo: 'employer' },
  organisation: { givenBy: COMPANY_ROLES, strong: false, limitedTo: 'organisation' },
  auditor: { givenBy: ADMIN, strong: true, limitedTo: 'employer' },
  compliance: { givenBy: ADMIN, strong: true, limitedTo: 'employer' },
  'works-council': { givenBy: ADMIN, strong: false, limitedTo: 'employer' },
  dpo: { givenBy: ADMIN, strong: true, limitedTo: 'nothing' },
  service: { givenBy: ADMIN, strong: false, limitedTo: 'nothing' },
};

const LIMITABLE_ROLES = GRANTABLE_ROLES.filter((role) => ROLE_RULES[role].limitedTo === 'employer');

/** Whether two people give this role in a production tenant. */
export const isStrongRole = (role: Role): boolean => role in ROLE_RULES && ROLE_RULES[role as GrantableRole].strong;

/** The caller as one who may give this role; null for anyone else. */
function grantorOf(role: GrantableRole, caller: Caller): Actor | null {
  return actingAs(caller, null, ['operator']) ?? actingAs(caller, 'company', ROLE_RULES[role].givenBy);
}

/** Gives a role, or requests it where two people must give it. */
function grant(command: commands.GrantRole, state: PersonState, context: Context<RoleReferences>): RoleDecision {
  const { caller, references, rules } = context;
  if (state.status === 'unknown') return refuse('PERSON_NOT_FOUND');
  const role = grantIn(command, state);
  const actor = grantorOf(role.role, caller);
  if (!actor) return refuse('ROLE_GRANT_FORBIDDEN', { role: role.role });
  if (mayBeOneself(context)) return refuse('ROLE_TO_ONESELF');
  const today = civilDateIn(context.zone, context.now);
  const held = state.grants.find((each) => sameScope(each, role) && isInForce(each, today));
  if (!isGone(state, today) && held?.until === role.until) return accepted(actor, []);
  const obstacle = wrongGrant(role, state, today) ?? wrongScope(role, references);
  if (obstacle) return obstacle;
  const reason = personal(command.reason);
  if (actor.role === 'operator' || !takesTwo(role, references)) {
    return accepted(actor, [event(RoleGranted, { ...role, reason, actId: null })]);
  }
  const act = state.roleGrant;
  if (isOpenRequestOf(caller, act, context) && isSameGrant(act.request, role)) return accepted(actor, []);
  return (
    requestRefused(act, context) ??
    accepted(actor, [event(RoleGrantRequested, { ...actRequestedNow(context, rules.limits.actDays), ...role, reason })])
  );
}

/** A tenant that is not found, which a stored event cannot have, counts as a production tenant. */
function takesTwo({ role }: RoleScope, { tenant }: RoleReferences): boolean {
  const isDemo = tenant?.found === true && tenant.state.status === 'open' && tenant.state.mode === 'demo';
  return ROLE_RULES[role].strong && !isDemo;
}

/** Takes a role back. One person suffices: it gives nobody anything. */
function revoke(command: commands.RevokeRole, state: PersonState, context: Context): RoleDecision {
  const { caller } = context;
  const scope = scopeOf(command);
  if (state.status === 'unknown') return refuse('PERSON_NOT_FOUND');
  const actor = grantorOf(scope.role, caller);
  if (!actor) return refuse('ROLE_GRANT_FORBIDDEN', { role: scope.role });
  const held = state.grants.find((each) => sameScope(each, scope));
  if (held?.revokedBy === caller.person) return accepted(actor, []);
  if (!held || !isInForce(held, civilDateIn(context.zone, context.now))) return refuse('ROLE_NOT_HELD');
  return accepted(actor, [event(RoleRevoked, { ...scope, reason: personal(command.reason) })]);
}

function scopeOf({ role, employer, organisation }: commands.RevokeRole): RoleScope {
  return { role, employer: employer ?? null, organisation: organisation ?? null };
}

/** What a command asks for. Who has a last day holds no role beyond it, also if their entry gets a later one. */
function grantIn(command: commands.GrantRole, person: Person): GrantedRole {
  return { ...scopeOf(command), until: command.until ?? person.until };
}

function isSameGrant(one: GrantedRole, other: GrantedRole): boolean {
  return sameScope(one, other) && one.until === other.until;
}

/** Why the person cannot have the role, at its request as at its confirmation. */
function wrongGrant({ role, until }: GrantedRole, person: Person, today: CivilDate): Refused | null {
  const leftOn = goneFrom(person);
  if (leftOn !== null && leftOn <= today) return refuse('PERSON_ALREADY_LEFT', { leftOn });
  if (until !== null && until < today) return refuse('UNTIL_IN_PAST', { until, today });
  if (person.until !== null && (until === null || until > person.until))
    return refuse('UNTIL_AFTER_LAST_DAY', { lastDay: person.until });
  const fits = person.kind === 'outside-auditor' ? role === 'auditor' : role !== 'service' || person.kind === 'service';
  return fits ? null : refuse('ROLE_NOT_FOR_KIND', { role });
}

/** Why the role cannot be limited like this. */
function wrongScope({ role, employer, organisation }: RoleScope, references: RoleReferences): Refused | null {
  const { limitedTo } = ROLE_RULES[role];
  if (employer !== null && limitedTo !== 'employer')
    return refuse('ROLE_NOT_OF_EMPLOYER', { role, limited: LIMITABLE_ROLES.join(', ') });
  if (organisation !== null && limitedTo !== 'organisation') return refuse('ROLE_NOT_OF_ORGANISATION', { role });
  if (organisation === null && limitedTo === 'organisation') return refuse('ROLE_ORGANISATION_MISSING');
  return (
    notNameable(employer, references.employer, { unknown: 'EMPLOYER_UNKNOWN', over: 'EMPLOYER_CLOSED' }) ??
    notNameable(organisation, references.organisation, { unknown: 'ORGANISATION_UNKNOWN', over: 'ORGANISATION_CLOSED' })
  );
}

function references(
  { employer, organisation }: commands.GrantRole,
  _state: PersonState,
  { caller: { tenant } }: { readonly caller: Caller },
): Readonly<Record<string, StreamRef>> {
  return {
    tenant: { category: 'tenant', id: tenant },
    ...(employer && { employer: { category: 'employer', id: employer } }),
    ...(organisation && { organisation: { category: 'organisation', id: organisation } }),
  };
}

/** A sealed text opens in its own event only, so it is opened and sealed again; an erased one is left out. */
function sealedAnew(reason: Opened<unknown> | undefined): Plain<string> | null {
  const known = reason !== undefined && reason !== ERASED && typeof reason.value === 'string';
  return known ? personal(reason.value) : null;
}

/** The commands by which roles are granted and taken back. */
export const roleCommands = [
  {
    command: commands.GrantRole,
    name: 'GrantRole',
    references,
    people: (
      _command: commands.GrantRole,
      _state: PersonState,
      { caller, id }: { readonly caller: Caller; readonly id: Uuid },
    ) => [caller.person, id],
    decide: grant,
  },
  { command: commands.RevokeRole, name: 'RevokeRole', decide: revoke },
  ...answersToAct({
    kind: roleGrant,
    confirm: commands.ConfirmRoleGrant,
    refuse: commands.RefuseRoleGrant,
    withdraw: commands.WithdrawRoleGrant,
    actOf: (state: PersonState) => (state.status === 'unknown' ? refuse('PERSON_NOT_FOUND') : state.roleGrant),
    actorOf: (caller) => actingAs(caller, 'company', roleGrant.answeredBy),
    companyOnly: 'ROLE_GRANT_ADMIN_ONLY',
    notConfirmable: ({ request }, state, context) => {
      if (mayBeOneself(context)) return refuse('ROLE_TO_ONESELF');
      return state.status === 'unknown'
        ? refuse('PERSON_NOT_FOUND')
        : wrongGrant(request, state, civilDateIn(context.zone, context.now));
    },
    opens: (state) => ({ reason: state.status === 'unknown' ? null : (state.roleGrant?.request.reason ?? null) }),
    effect: ({ actId, request: { role, employer, organisation, until } }, { opened }) =>
      event(RoleGranted, { role, employer, organisation, until, reason: sealedAnew(opened['reason']), actId }),
  }),
];
