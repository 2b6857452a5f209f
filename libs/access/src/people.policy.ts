import type { Caller, Uuid } from '@jalon/kernel';
import { oversees } from './mission.policy.js';

/** Whether the names and contacts of the tenant's people are opened for the caller; others are given ids. */
export function maySeePeople(caller: Caller): boolean {
  return oversees(caller);
}

/** Whether this person's are: one's own always. */
export function maySeePerson(person: Uuid, caller: Caller): boolean {
  return caller.person === person || maySeePeople(caller);
}
