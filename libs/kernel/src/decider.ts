import type { Actor, Caller } from './caller.js';
import type { ClaimOwner, ClaimRequest } from './claim.js';
import type { EventDefinition, Recorded } from './event-definition.js';
import type { Category, StreamName, StreamRef, TenantId, Uuid } from './identifiers.js';
import type { Opened, Personal } from './personal.js';
import type { Rejection } from './rejection.js';
import type { Instant, Zone } from './time.js';

/** Another stream, folded for a decision to read. It is not locked. */
export type Reference<State> =
  | { readonly found: true; readonly stream: StreamName; readonly revision: number; readonly state: State }
  | { readonly found: false; readonly stream: StreamName };

/** What a decision needs besides its command and state. It is pure, so it fetches nothing by itself. */
export interface DecisionContext<Rules, References = unknown> {
  readonly now: Instant;
  /** The tenant's zone: the mission's own by default. */
  readonly zone: Zone;
  readonly tenant: TenantId;
  readonly caller: Caller;
  /** The stream that the command addresses. */
  readonly stream: StreamName;
  readonly id: Uuid;
  /** An id for a part that the client left unnamed (an entry, an amendment): the same at every retry. */
  readonly newId: Uuid;
  /** The revision at which the stream's next event will lie: the attempt of any claim asked for now. */
  readonly nextRevision: number;
  readonly rules: Rules;
  readonly references: References;
  /**
   * The entry that stands for a person of the entry's `people`: that of all entries that were merged as one human. Anyone else
   * stands for themselves.
   */
  readonly humanOf: (person: Uuid) => Uuid;
  /** The personal fields that the command's entry asked to have opened. */
  readonly opened: Readonly<Record<string, Opened<unknown>>>;
}

export interface Accepted<E> {
  readonly accepted: true;
  /** In which capacity the caller acted. */
  readonly actor: Actor;
  /** None means "already so". */
  readonly events: readonly E[];
  /** To be held before the events are appended; the first event names them in its `claims`. */
  readonly claims: readonly ClaimRequest[];
  /** To be reserved before the events are appended. Given by every decision that changes such values, also to none. */
  readonly unique?: readonly UniqueRequest[];
}

/** A value that only one thing of its category may have in its scope, such as a staff number at an employer. */
export interface UniqueValue<Value> {
  /** What the value is: `staff-number`. */
  readonly kind: string;
  /** Where it counts; empty for the whole tenant. Nothing personal. */
  readonly scope: string;
  /** Whether no other thing may have it. Things that share a value are all not exclusive. */
  readonly exclusive: boolean;
  readonly value: Value;
}

/** A value that a thing is to have, in clear. It is stored as a keyed hash only, and never in an event. */
export interface UniqueRequest extends UniqueValue<string> {
  /** Whether the thing has it already: then it is not refused, whoever else has it. */
  readonly held: boolean;
}

/** The values by which an aggregate says that two of its things are one. */
export interface UniqueValues<State> {
  /** What a thing has now, unopened. */
  readonly heldBy: (state: State) => readonly UniqueValue<Personal<string>>[];
  /** The one spelling of a value of this kind. */
  readonly normalised: (kind: string, value: string) => string;
  /** The refusal of a value that another thing has. */
  readonly taken: (kind: string, holder: Uuid) => Rejection;
}

export interface Refused {
  readonly accepted: false;
  readonly rejection: Rejection;
}

export type Decision<E> = Accepted<E> | Refused;

export function accepted<E>(
  actor: Actor,
  events: readonly E[],
  claims: readonly ClaimRequest[] = [],
  unique?: readonly UniqueRequest[],
): Accepted<E> {
  return { accepted: true, actor, events, claims, ...(unique && { unique }) };
}

export function refused(code: string, params: Rejection['params'] = {}): Refused {
  return { accepted: false, rejection: { code, params } };
}

export interface UnsealedEvent {
  readonly type: string;
  readonly data: object;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a command class may be constructed with anything
export type CommandClass<C extends object = object> = new (...args: any[]) => C;

/** One command of an aggregate: everything the generic handler must know, in one row of a table. */
export interface CommandEntry<C extends object, State, E, Rules, References = unknown> {
  readonly command: CommandClass<C>;
  /** The command's stable name: what metrics, logs and documents call it. */
  readonly name: string;
  /** The other streams that the decision must see, by name. */
  readonly references?: (
    command: C,
    state: State,
    context: { readonly caller: Caller },
  ) => Readonly<Record<string, StreamRef>>;
  /** Streams that only the first references name (the organisation of a need): looked up next, given with them. */
  readonly furtherReferences?: (
    command: C,
    state: State,
    references: References,
  ) => Readonly<Record<string, StreamRef>>;
  /** The people whom the decision compares: two entries may be one human. */
  readonly people?: (
    command: C,
    state: State,
    context: { readonly caller: Caller; readonly id: Uuid },
  ) => readonly Uuid[];
  /** The personal fields that the decision must read in clear, by name. */
  readonly opens?: (
    command: C,
    state: State,
    references: References,
  ) => Readonly<Record<string, Personal<unknown> | null>>;
  readonly decide: (command: C, state: State, context: DecisionContext<Rules, References>) => Decision<E>;
}

/** An aggregate: its state, how events change it, and the table of its commands. Pure. */
export interface Decider<State, E extends UnsealedEvent, Rules> {
  readonly category: Category;
  readonly initialState: State;
  /** Never throws, never logs, exhaustive. Returns a new state: others still hold the old one. */
  readonly evolve: (state: State, event: Recorded<E>) => State;
  /** Asked of the state, since a stream may hold a kernel event before the thing itself exists. */
  readonly exists: (state: State) => boolean;
  /** The rule set that this aggregate is held to, or null while it has none of its own. */
  readonly rulesOf: (state: State) => string | null;
  readonly events: readonly EventDefinition[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each entry has its own command and references
  readonly commands: readonly CommandEntry<any, State, E, Rules, any>[];
  /** Present when other streams may claim from this one. */
  readonly claims?: ClaimOwner<State>;
  /** The thing that one of this category was merged into; null where it was into none. */
  readonly mergedInto?: (state: State) => Uuid | null;
  /** Present when no two things of the category may have the same of some values. */
  readonly unique?: UniqueValues<State>;
}

/** An aggregate with its types erased, for tables of several aggregates. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous table
export type AnyDecider = Decider<any, any, any>;

/** Folds a history, oldest first. */
export function fold<State, E extends UnsealedEvent>(
  decider: Pick<Decider<State, E, never>, 'evolve' | 'initialState'>,
  events: readonly Recorded<E>[],
): State {
  return events.reduce(decider.evolve, decider.initialState);
}

/** The entry of a command, by its class. */
export function entryOf(decider: AnyDecider, command: object): AnyDecider['commands'][number] | undefined {
  return decider.commands.find((entry) => entry.command === command.constructor);
}

/** Marks on command classes. A command is one class: the request body, the API's schema and the message on the bus. */
const marks = new WeakMap<object, { readonly personal: Set<string>; readonly path: Set<string> }>();

function marksOf(prototype: object): { readonly personal: Set<string>; readonly path: Set<string> } {
  const known = marks.get(prototype) ?? { personal: new Set<string>(), path: new Set<string>() };
  marks.set(prototype, known);
  return known;
}

/** Personal data: left out of the command's hash, so the same key with only this changed gets the first answer. */
export function PersonalField(): PropertyDecorator {
  return (prototype, name) => void marksOf(prototype).personal.add(String(name));
}

/** Comes from the path, never from the body: which entry, which amendment. */
export function FromPath(): PropertyDecorator {
  return (prototype, name) => void marksOf(prototype).path.add(String(name));
}

export function personalFieldsOfCommand(command: { readonly prototype: object }): ReadonlySet<string> {
  return markedOn(command.prototype, 'personal');
}

export function pathFieldsOfCommand(command: { readonly prototype: object }): ReadonlySet<string> {
  return markedOn(command.prototype, 'path');
}

/** Marks are inherited: a command may extend the class that holds the values it shares with another. */
function markedOn(prototype: object, mark: 'personal' | 'path'): ReadonlySet<string> {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  const inherited = parent ? markedOn(parent, mark) : [];
  return new Set([...inherited, ...(marks.get(prototype)?.[mark] ?? [])]);
}
