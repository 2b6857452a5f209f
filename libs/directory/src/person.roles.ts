import { addDays, type CivilDate, type HeldRole } from '@jalon/kernel';
import type { Person, PersonState } from './person.state.js';
import { rolesOf } from './role.events.js';

/**
 * The first day on which the person takes no part any more: they left, or their last day (`until`) has passed. Null where
 * neither is known.
 */
export function goneFrom(person: Person): CivilDate | null {
  const ends = [
    ...(person.until === null ? [] : [addDays(person.until, 1)]),
    ...(person.status === 'left' ? [person.leftOn] : []),
  ];
  return ends.sort()[0] ?? null;
}

/** Whether the person takes no part any more on day `today`. */
export function isGone(person: Person, today: CivilDate): boolean {
  const from = goneFrom(person);
  return from !== null && from <= today;
}

/** The roles that a person holds on day `today`, in the tenant's zone. Somebody who has left holds none. */
export function rolesHeld(state: PersonState, today: CivilDate): readonly HeldRole[] {
  return state.status === 'unknown' || isGone(state, today) ? [] : rolesOf(state, state.grants, today);
}
