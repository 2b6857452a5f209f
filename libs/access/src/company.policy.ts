import type { Caller, Role, Uuid } from '@jalon/kernel';
import type { Audience } from '@jalon/rules';
import { reaches } from './policies.js';

/** Whether the caller may read every mission and time entry of the company, but none that is given in personal time. */
export function oversees(caller: Caller): boolean {
  return reaches('GetMission', 'tenant', caller);
}

export function holdsOneOf(caller: Caller, roles: readonly Role[]): boolean {
  return roles.some((role) => caller.roles.includes(role));
}

/** Whether the names and contacts of the tenant's people are opened for the caller; other callers get ids. */
export function maySeePeople(caller: Caller): boolean {
  return reaches('GetPerson', 'tenant', caller);
}

/** The same for one person: everyone may see their own. */
export function maySeePerson(person: Uuid, caller: Caller): boolean {
  return caller.person === person || maySeePeople(caller);
}

/**
 * The audience for which a report is made for this caller: the one asked for where they may have it, `internal` by default
 * for those who may, `publication` for everyone else whatever they ask.
 */
export function audienceOf(caller: Caller, asked?: Audience): Audience {
  return reaches('ImpactReport', 'tenant', caller) ? (asked ?? 'internal') : 'publication';
}
