import type { Caller, Role, Uuid } from '@jalon/kernel';
import { holdsOneOf } from './mission.policy.js';

const READERS_OF_PEOPLE: readonly Role[] = ['admin', 'hr', 'auditor'];

/** Whether the names and contacts of the tenant's people are opened for the caller; others are given ids. */
export function maySeePeople(caller: Caller): boolean {
  return holdsOneOf(caller, READERS_OF_PEOPLE);
}

/** Whether this person's are: one's own always. */
export function maySeePerson(person: Uuid, caller: Caller): boolean {
  return caller.person === person || maySeePeople(caller);
}
