import type { TenantId, Uuid } from './identifiers.js';
import type { CivilDate } from './time.js';

/**
 * In which capacity someone acts. No token carries the last two: `operator` is who runs the installation, at its command
 * line, and `system` is the engine itself.
 */
export const ROLES = [
  'admin',
  'hr',
  'manager',
  'employee',
  'organisation',
  'auditor',
  'compliance',
  'works-council',
  'dpo',
  'service',
  'operator',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

/** What a token may say its bearer is. */
export type TokenRole = Exclude<Role, 'operator' | 'system'>;
export const TOKEN_ROLES: readonly TokenRole[] = ROLES.filter((role) => role !== 'operator' && role !== 'system');

/** The roles that are granted to people. `employee` and `manager` follow from the directory instead. */
export const GRANTABLE_ROLES = [
  'admin',
  'hr',
  'organisation',
  'auditor',
  'compliance',
  'works-council',
  'dpo',
  'service',
] as const satisfies readonly TokenRole[];
export type GrantableRole = (typeof GRANTABLE_ROLES)[number];

/** Where a role is from: the entry in the directory, a grant, a provider's claims, a token, or being the tenant's operator. */
export const ROLE_SOURCES = ['directory', 'granted', 'provider', 'token', 'operator'] as const;
export type RoleSource = (typeof ROLE_SOURCES)[number];

/** A role that a person holds, and where it is from. */
export interface HeldRole {
  readonly role: TokenRole;
  readonly from: RoleSource;
  /** The employer that it is limited to; of an entry in the directory, whose employee they are. */
  readonly employer: Uuid | null;
  /** The organisation that they speak for by it. */
  readonly organisation: Uuid | null;
  /** The last day on which it is held, in the tenant's zone. */
  readonly until: CivilDate | null;
}

/** The sides of a mission. */
export const PARTIES = ['employee', 'organisation', 'manager', 'company'] as const;
export type Party = (typeof PARTIES)[number];

/** Who is asking: what was proven about them, not what they claim in the request. */
export interface Caller {
  readonly tenant: TenantId;
  readonly person: Uuid;
  readonly roles: readonly Role[];
  /** The organisation they speak for, when they hold the role `organisation`. */
  readonly organisation: Uuid | null;
  /**
   * Another person who handed over the access that the caller entered by, and so could have used it themselves: they were given
   * the link of an invitation to pass it on, or linked the identity as an administrator. Absent where nobody was or did.
   */
  readonly handedOverBy?: Uuid;
  /**
   * Roles that they hold for one employer alone; none where absent. They are not among `roles`: a rule that does not look at
   * employers gives nothing by them.
   */
  readonly employerRoles?: readonly { readonly role: TokenRole; readonly employer: Uuid }[];
}

/**
 * Who did it, in which capacity: what the event keeps. `onBehalfOf` is the person for whom they did it; `handedOverBy` is the
 * caller’s.
 */
export interface Actor {
  readonly person: Uuid;
  readonly party: Party | null;
  readonly role: Role;
  readonly onBehalfOf?: Uuid;
  readonly handedOverBy?: Uuid;
}

/** Everybody who may be the human that acts: the person, and whoever handed over their access. Rules for four eyes compare all. */
export function whoMayAct({
  person,
  handedOverBy,
}: Pick<Caller, 'person' | 'handedOverBy'>): readonly [Uuid, ...Uuid[]] {
  return handedOverBy === undefined ? [person] : [person, handedOverBy];
}

/** The roles that speak for the company itself. */
export const COMPANY_ROLES = ['hr', 'admin'] as const satisfies readonly Role[];

/** The roles that see what the whole company does, but nothing of what is given in personal time. */
export const OVERSEER_ROLES = ['admin', 'hr', 'auditor', 'compliance'] as const satisfies readonly Role[];

/** Whether the caller holds a role: for the tenant or, of what belongs to an employer, for that one. */
export function holdsRole(
  { roles, employerRoles = [] }: Pick<Caller, 'roles' | 'employerRoles'>,
  role: Role,
  employer: Uuid | null = null,
): boolean {
  return roles.includes(role) || employerRoles.some((held) => held.role === role && held.employer === employer);
}

/** All roles of the caller, also those that they hold for one employer alone. */
export function everyRole({ roles, employerRoles = [] }: Pick<Caller, 'roles' | 'employerRoles'>): readonly Role[] {
  return [...new Set([...roles, ...employerRoles.map(({ role }) => role)])];
}

/**
 * The caller acting in the first of `roles` that they hold, or null when they hold none.
 *
 * @param employer whose the thing is that they act on: roles that are limited to it count, too
 */
export function actingAs(
  caller: Caller,
  party: Party | null,
  roles: readonly Role[],
  employer: Uuid | null = null,
): Actor | null {
  const role = roles.find((candidate) => holdsRole(caller, candidate, employer));
  return role === undefined ? null : { person: caller.person, party, role };
}

/**
 * What managers are shown of the missions that name them: the employee, the dates and the time (`schedule`), or
 * also the organisation, the need, the title and the cause (`whole`).
 */
export const MANAGER_DETAILS = ['schedule', 'whole'] as const;
export type ManagerDetail = (typeof MANAGER_DETAILS)[number];
