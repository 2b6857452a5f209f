import {
  entryOf,
  ERASED,
  isSealed,
  type AnyDecider,
  type Caller,
  type Decision,
  type DecisionContext,
  type Opened,
  type Personal,
  type Recorded,
  type Refused,
  type UnsealedEvent,
} from '@jalon/kernel';

/** The context that a specification gives; everything has a default. */
export type GivenContext<Rules> = Partial<DecisionContext<Rules, Record<string, unknown>>>;

/**
 * given(events).when(command, context).then(events) | .thenRefused(code) | .thenNothing()
 *
 * Events are given with just type and data; the facts of their envelope can be set with `by` and `at`.
 */
export interface Given<E extends UnsealedEvent> {
  when(command: object, context?: GivenContext<unknown>): When<E>;
}

export interface When<E extends UnsealedEvent> {
  readonly decision: Decision<E>;
  then(...events: readonly E[]): void;
  /** Accepted without events: it is so already. */
  thenNothing(): void;
  thenRefused(code: string, params?: Refused['rejection']['params']): void;
}

export interface HistoryEvent {
  readonly type: string;
  readonly data: object;
  readonly by?: Recorded<UnsealedEvent>['actor'];
  readonly at?: string;
}

/** Makes the `given` of one decider; its specifications share the context `base`. */
export function specification<E extends UnsealedEvent>(
  decider: AnyDecider,
  base: DecisionContext<unknown, Record<string, unknown>>,
) {
  return function given(...history: readonly HistoryEvent[]): Given<E> {
    return {
      when(command, context = {}) {
        const state = recorded(history, base).reduce(decider.evolve, decider.initialState) as unknown;
        const entry = entryOf(decider, command);
        if (!entry) throw new Error(`${decider.category} has no command ${command.constructor.name}`);
        const whole = { ...base, nextRevision: history.length, ...context };
        const fields = entry.opens?.(command, state, whole.references) ?? {};
        const decision = entry.decide(command, state, { ...whole, opened: { ...openAll(fields), ...whole.opened } });
        return whenDecided(decision as Decision<E>);
      },
    };
  };
}

/** Opens fields that a history gives in clear; a sealed field counts as erased, since a specification has no keys. */
export function openAll(
  fields: Readonly<Record<string, Personal<unknown> | null>>,
): Readonly<Record<string, Opened<unknown>>> {
  const opened = Object.entries(fields).map(([name, field]) => [name, open(field)] as const);
  return Object.fromEntries(opened);
}

function open(field: Personal<unknown> | null): Opened<unknown> {
  if (field === null) return { value: null };
  return isSealed(field) ? ERASED : { value: field.plain };
}

function whenDecided<E extends UnsealedEvent>(decision: Decision<E>): When<E> {
  return {
    decision,
    then: (...events) => {
      expect(decision).toMatchObject({ accepted: true });
      expect((decision as { readonly events: readonly E[] }).events).toEqual(events);
    },
    thenNothing: () => {
      expect(decision).toMatchObject({ accepted: true, events: [] });
    },
    thenRefused: (code, params) => {
      expect(decision).toMatchObject({ accepted: false, rejection: params ? { code, params } : { code } });
    },
  };
}

/** A history as a fold sees it. */
export function recorded(
  history: readonly HistoryEvent[],
  base: { readonly stream: string; readonly now: string; readonly caller: Caller },
): readonly Recorded<UnsealedEvent>[] {
  return history.map(({ type, data, by, at }, revision) => ({
    type,
    data,
    id: `00000000-0000-7000-8000-${String(revision).padStart(12, '0')}`,
    stream: base.stream,
    revision,
    recordedAt: at ?? base.now,
    actor: by ?? { person: base.caller.person, party: null, role: base.caller.roles[0] ?? 'hr' },
    rules: 'base@1',
  }));
}
