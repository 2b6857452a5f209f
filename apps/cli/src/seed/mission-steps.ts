import type { Caller, CivilDate, Party, Uuid } from '@jalon/kernel';
import type { Chance } from './chance.js';
import type { NeedToMeet } from './needs.js';
import type { Cast, Plan, Volunteer } from './programme.js';
import { moment, type Step } from './step.js';

/** Minutes of a day's work. */
export const FULL_DAY = 420;

/** One mission of the year: its people, its need, and the chance by which it goes. */
export interface Story {
  readonly plan: Plan;
  readonly cast: Cast;
  readonly need: NeedToMeet;
  readonly volunteer: Volunteer;
  readonly id: Uuid;
  readonly chance: Chance;
}

/** A confirmed mission under way. */
export interface Course extends Story {
  readonly personal: boolean;
  /** The parties that take part, with who speaks for each. */
  readonly parties: ReadonlyMap<Party, Caller>;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly plannedMinutes: number;
  readonly daysAWeek: number;
  readonly inHalfDays: boolean;
}

/** A step on a day of the story, at an hour that chance sets within working hours. */
export function stepOn(
  { chance, id }: Pick<Story, 'chance' | 'id'>,
  date: CivilDate,
  by: Caller,
  command: object,
  mayBeRefused: readonly string[] = [],
): Step {
  return { at: moment(date, 9, chance.int(0, 59), chance.int(0, 59)), by, command, target: id, mayBeRefused };
}
