import {
  checkFields,
  entryOf,
  ERASED,
  isSealed,
  personalFieldsOf,
  ROLES,
  type Accepted,
  type AnyDecider,
  type Caller,
  type Decision,
  type DecisionContext,
  type Opened,
  type Personal,
  type RejectionTable,
  type UnsealedEvent,
} from '@jalon/kernel';
import fc from 'fast-check';
import { arbitraryHistory, SOME_IDS } from './arbitraries.js';
import { contextOf } from './context.js';
import { recorded, type HistoryEvent } from './decider-specification.js';

type Context = DecisionContext<unknown, Record<string, unknown>>;
type AnyDecision = Decision<UnsealedEvent>;

export interface LawsOf {
  readonly decider: AnyDecider;
  /** Any command of the decider, with any values that its class would let through. */
  readonly commands: fc.Arbitrary<object>;
  /** Histories to start from; by default the decider's events in any order. */
  readonly histories?: fc.Arbitrary<HistoryEvent[]>;
  /** The callers; by default anyone in any roles. */
  readonly callers?: fc.Arbitrary<Caller>;
  /** The ids of streams; by default UUIDs. */
  readonly ids?: readonly string[];
  readonly rejections: RejectionTable<string>;
  /** The states in which other streams may be found. */
  readonly references: readonly object[];
}

interface Situation {
  readonly history: readonly HistoryEvent[];
  readonly command: object;
  readonly context: Context;
}

/** Specifies what holds for every decider, with any history and any command. */
export function describeDeciderLaws(laws: LawsOf): void {
  const { decider, rejections } = laws;
  const situations = arbitrarySituation(laws);

  describe(`the decider of category ${decider.category}`, () => {
    it('folds every history, in any order, without touching what it was given', () => {
      fc.assert(
        fc.property(arbitraryHistory(decider.events), (history) => {
          const events = deepFreeze(recorded(history, contextOf(decider.category, SOME_IDS[0] ?? '', SOMEONE)));
          expect(typeof decider.exists(events.reduce(frozenAfter(decider), deepFreeze(decider.initialState)))).toBe(
            'boolean',
          );
        }),
      );
    });

    it('decides, twice the same, with codes and events that are defined, and leaves the state as it is', () => {
      fc.assert(
        fc.property(situations, (situation) => {
          const decision = decide(decider, situation);
          expect(decide(decider, situation)).toEqual(decision);
          if (decision.accepted) expect(decision.events.flatMap((event) => faultsOf(decider, event))).toEqual([]);
          else expect(Object.keys(rejections)).toContain(decision.rejection.code);
        }),
        { numRuns: 500 },
      );
    });

    it('takes the same command again without events', () => {
      let again = 0;
      fc.assert(
        fc.property(situations, (situation) => {
          const first = decide(decider, situation);
          if (!first.accepted || first.events.length === 0) return;
          again += 1;
          const history = [...situation.history, ...asHistory(first)];
          expect(decide(decider, { ...situation, history })).toMatchObject({ accepted: true, events: [] });
        }),
        { numRuns: 1_000 },
      );
      expect(again).toBeGreaterThan(20);
    });
  });
}

const SOMEONE = { tenant: 'main', person: SOME_IDS[0] ?? '', roles: ['hr'], organisation: null } as const;

function arbitrarySituation(laws: LawsOf): fc.Arbitrary<Situation> {
  const { decider, commands, references, histories = arbitraryHistory(decider.events) } = laws;
  const anyone = fc.record({
    tenant: fc.constant('main'),
    person: fc.constantFrom(...SOME_IDS),
    roles: fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 3 }),
    organisation: fc.option(fc.constantFrom(...SOME_IDS)),
  });
  const reference = fc.oneof(
    fc.constant({ found: false }),
    fc.record({ found: fc.constant(true), revision: fc.nat(9), state: fc.constantFrom(...references.map(deepFreeze)) }),
  );
  return fc
    .record({
      history: histories,
      command: commands,
      caller: laws.callers ?? anyone,
      id: fc.constantFrom(...(laws.ids ?? SOME_IDS)),
      others: fc.array(reference, { minLength: 3, maxLength: 3 }),
    })
    .map(({ history, command, caller, id, others }) => {
      const context = contextOf(decider.category, id, caller);
      const state = stateAfter(decider, history, context);
      const entry = entryOf(decider, command);
      const answer = (wanted: object) =>
        Object.fromEntries(Object.keys(wanted).map((name, index) => [name, others[index % others.length]]));
      const named = answer(entry?.references?.(command, state, { caller }) ?? {});
      const further = answer(entry?.furtherReferences?.(command, state, named) ?? {});
      return { history, command, context: { ...context, references: { ...named, ...further } } };
    });
}

function decide(decider: AnyDecider, { history, command, context }: Situation): AnyDecision {
  const entry = entryOf(decider, command);
  if (!entry) throw new Error(`${decider.category} has no command ${command.constructor.name}`);
  const state = stateAfter(decider, history, context);
  const fields = entry.opens?.(command, state, context.references) ?? {};
  const opened = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, open(field)]));
  return entry.decide(command, state, { ...context, nextRevision: history.length, opened }) as AnyDecision;
}

function stateAfter(decider: AnyDecider, history: readonly HistoryEvent[], context: Context): unknown {
  return recorded(history, context).reduce(frozenAfter(decider), decider.initialState);
}

/** Freezes the state after each event: decisions share it, and folding goes on meanwhile. */
function frozenAfter({ evolve }: AnyDecider): AnyDecider['evolve'] {
  return (state, event) => deepFreeze(evolve(state, event) as object);
}

function asHistory({ actor, events }: Accepted<UnsealedEvent>): readonly HistoryEvent[] {
  return events.map(({ type, data }) => ({ type, data, by: actor }));
}

/** Opens boxes, to the name of their key; those under the key `c` are erased. */
function open(field: Personal<unknown> | null): Opened<unknown> {
  if (field === null) return { value: null };
  if (!isSealed(field)) return { value: field.plain };
  return field.sealed.kid === 'c' ? ERASED : { value: field.sealed.kid };
}

/** The faults that the codec would find in an event; personal fields count as sealed. */
function faultsOf({ events }: AnyDecider, { type, data }: UnsealedEvent): readonly string[] {
  const definition = events.find((candidate) => candidate.type === type);
  if (!definition) return [`${type}: not an event of this decider`];
  const values = data as Readonly<Record<string, unknown>>;
  const sealed = personalFieldsOf(definition.fields)
    .filter(({ name }) => values[name] !== null && values[name] !== undefined)
    .map(({ name }) => [name, { sealed: {} }]);
  return checkFields(definition.fields, { ...values, ...Object.fromEntries(sealed) });
}

/** Freezes an object deeply, so that any change throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
