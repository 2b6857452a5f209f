import type { Caller, CivilDate, CommandClass, Instant, Uuid } from '@jalon/kernel';

/** One command of a seeded year: when, by whom, on what. */
export interface Step {
  readonly at: Instant;
  readonly by: Caller;
  readonly command: object;
  /** The stream's id, for a command whose class does not hold it. */
  readonly target: Uuid | null;
  /** The refusals that belong to the story; any other is a fault of the seed. */
  readonly mayBeRefused: readonly string[];
}

/** Steps in the order of their moments; told of each whether it was refused, and why. */
export type Life = Generator<Step, void, string | null>;

/** Makes a command with its fields. */
export function made<C extends object>(command: CommandClass<C>, fields: Partial<C> = {}): C {
  return Object.assign(new command(), fields);
}

/** A moment of a working day, in UTC: the same civil day in Paris. */
export function moment(date: CivilDate, hour: number, minute = 0, second = 0): Instant {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.000Z`;
}
