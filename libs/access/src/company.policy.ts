import { holdsRole, type Caller, type Role, type Uuid } from '@jalon/kernel';
import type { Audience } from '@jalon/rules';
import { employersReached, isReached, reachesAny } from './policies.js';

/**
 * Whether the caller may read the missions, time and offers of an employer, but none that is given in personal time.
 *
 * @param employer null for what belongs to no employer, which roles that are limited to one do not oversee
 */
export function oversees(employer: Uuid | null, caller: Caller): boolean {
  return isReached(employer, employersReached('GetMission', caller));
}

/** Whether they may read those of every employer of the tenant. */
export function overseesTenant(caller: Caller): boolean {
  return employersReached('GetMission', caller) === 'all';
}

/** Whether the caller holds one of these roles: for the tenant or, of what belongs to an employer, for that one. */
export function holdsOneOf(caller: Caller, roles: readonly Role[], employer: Uuid | null = null): boolean {
  return roles.some((role) => holdsRole(caller, role, employer));
}

/** Whether the names and contacts of all people of the tenant are opened for the caller; other callers get ids. */
export function maySeePeople(caller: Caller): boolean {
  return employersReached('GetPerson', caller) === 'all';
}

/** What must be known of a person to say who may see them. */
export interface PersonFacts {
  readonly id: Uuid;
  /** Who employs them now. */
  readonly employer: Uuid | null;
}

/** The same for one person: everyone may see their own. */
export function maySeePerson({ id, employer }: PersonFacts, caller: Caller): boolean {
  return caller.person === id || isReached(employer, employersReached('GetPerson', caller));
}

/**
 * The audience for which a report is made for this caller: the one asked for where they may have it, `internal` by default
 * for those who may, `publication` for everyone else whatever they ask.
 */
export function audienceOf(caller: Caller, asked?: Audience): Audience {
  return reachesAny(employersReached('ImpactReport', caller)) ? (asked ?? 'internal') : 'publication';
}
