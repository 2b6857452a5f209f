import type { Actor } from './caller.js';
import type { Fields, ValuesOf } from './field.js';
import type { Category, StreamName, Uuid } from './identifiers.js';
import type { JsonObject } from './json.js';
import type { Instant } from './time.js';

/**
 * Who may read an event, and what was folded from it. The event names its rule; `visible` (libs/access) decides what the
 * rule means for a caller.
 *
 * - `directory`: everyone of the tenant
 * - `mission`: the mission's parties and, unless it is given in personal time, the company and its auditors
 * - `refusal`: as `mission`, but a refusal is its own party's alone: others learn only "not retained"
 * - `evaluation`: as `mission`, but its author's alone until all have evaluated or the deadline has passed
 * - `company`: those who may read every time entry: HR, administrators and auditors
 * - `operations`: administrators and auditors
 */
export const VISIBILITIES = ['directory', 'mission', 'refusal', 'evaluation', 'company', 'operations'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** What an event is. Its catalogue page, check, sealing and golden file are all derived from it. */
export interface EventDefinition<Type extends string = string, F extends Fields = Fields> {
  readonly type: Type;
  readonly version: number;
  /** The categories of stream that it may lie in. */
  readonly categories: readonly Category[];
  readonly meaning: string;
  readonly visibility: Visibility;
  readonly fields: F;
  /** From each older stored version to the next, pure. Absent while there is only one. */
  readonly upcasts?: Readonly<Record<number, (data: JsonObject) => JsonObject>>;
}

export function defineEvent<const Type extends string, F extends Fields>(
  definition: EventDefinition<Type, F>,
): EventDefinition<Type, F> {
  return definition;
}

/** An event as a decision makes it: what happened, not yet where and when. */
export type EventOf<D> =
  D extends EventDefinition<infer Type, infer F> ? { readonly type: Type; readonly data: ValuesOf<F> } : never;

/** An event as a fold or a projection sees it: what happened, with the facts of its envelope. */
export type Recorded<E> = E extends unknown ? E & RecordedFacts : never;

export interface RecordedFacts {
  readonly id: Uuid;
  readonly stream: StreamName;
  readonly revision: number;
  readonly recordedAt: Instant;
  readonly actor: Actor;
  /** The rule set that the decision was made under: a mission is held to its first. */
  readonly rules: string;
}

/** Makes an event of a definition; the data is checked by the compiler here and by the codec on write. */
export function event<Type extends string, F extends Fields>(
  definition: EventDefinition<Type, F>,
  data: ValuesOf<F>,
): { readonly type: Type; readonly data: ValuesOf<F> } {
  return { type: definition.type, data };
}
