import type { Act, EventOf, Instant, Personal, Recorded, Role, Uuid } from '@jalon/kernel';
import type { GrantedRole, RoleGranted, RoleRevoked, RoleScope } from './role.events.js';

/** The latest grant of a role in one scope, as the person's state keeps it. */
export interface Grant extends GrantedRole {
  readonly actId: Uuid | null;
  /** Who gave it, or confirmed it, and in which role. */
  readonly grantedBy: Uuid;
  readonly grantedAs: Role;
  readonly grantedAt: Instant;
  readonly revokedBy: Uuid | null;
}

/** The latest request for a role that takes two people. */
export type RoleGrantAct = Act<GrantedRole & { readonly reason: Personal<string> | null }>;

/** Whether two grants are of one role in one scope. */
export function sameScope(one: RoleScope, other: RoleScope): boolean {
  return one.role === other.role && one.employer === other.employer && one.organisation === other.organisation;
}

/** The grants after one more: it replaces an earlier one of the same role and scope. */
export function grantsAfter(
  grants: readonly Grant[],
  { data, actor, recordedAt }: Recorded<EventOf<typeof RoleGranted>>,
): readonly Grant[] {
  const { role, employer, organisation, until, actId } = data;
  const others = grants.filter((grant) => !sameScope(grant, data));
  const by = { grantedBy: actor.person, grantedAs: actor.role, grantedAt: recordedAt, revokedBy: null };
  return [...others, { role, employer, organisation, until, actId, ...by }];
}

/** The grants after one was taken back. */
export function grantsWithout(
  grants: readonly Grant[],
  { data, actor }: Recorded<EventOf<typeof RoleRevoked>>,
): readonly Grant[] {
  return grants.map((grant) => (sameScope(grant, data) ? { ...grant, revokedBy: actor.person } : grant));
}
