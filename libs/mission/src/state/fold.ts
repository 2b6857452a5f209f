import type { EventOf, Recorded } from '@jalon/kernel';
import type { Course, MissionState, Started } from '../mission.state.js';
import { hasStarted } from '../mission.state.js';

/** An event of that definition, as a fold sees it. */
export type Happened<Definition> = Recorded<EventOf<Definition>>;

/** The state with its course changed; a mission that never started stays as it is. */
export function onCourse(state: MissionState, change: (course: Course) => Course): MissionState {
  if (!hasStarted(state)) return state;
  const course = change(state.course);
  return course === state.course ? state : withCourse(state, course);
}

function withCourse(state: Started, course: Course): MissionState {
  return { ...state, course };
}

/** The list with the items that `is` finds changed; the same list when it finds none. */
export function changeOne<T>(items: readonly T[], is: (item: T) => boolean, change: (item: T) => T): readonly T[] {
  const index = items.findIndex(is);
  const item = items[index];
  return item === undefined ? items : items.with(index, change(item));
}
