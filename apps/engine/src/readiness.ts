import type { ProjectorState } from '@jalon/application';
import { StoreUnavailable } from '@jalon/event-store';
import { notify, reasonOf } from '@jalon/kernel';
import type { Engine } from './open-engine.js';

/** How a process stands, for what sends it requests and for who keeps it running; null is what cannot be known. */
export interface Readiness {
  /** `partly-ready`: commands are done, and queries on `viewsBeingBuilt` answer 503. `not-ready`: a store does not answer. */
  readonly status: 'ready' | 'partly-ready' | 'not-ready';
  readonly storesReachable: boolean;
  /** Which store does not answer; null while all do, or where it cannot be told. */
  readonly unreachable: 'events' | 'views' | null;
  readonly viewsCaughtUp: boolean | null;
  readonly lagEvents: number | null;
  /** In milliseconds. */
  readonly behindForMs: number | null;
  /** What this process does about projecting. */
  readonly projector: ProjectorState;
  readonly projectorFails: boolean | null;
  readonly parkedStreams: number | null;
  readonly viewsBeingBuilt: readonly { readonly view: string; readonly percent: number }[] | null;
}

const NOT_READY: Omit<Readiness, 'projector'> = {
  status: 'not-ready',
  storesReachable: false,
  unreachable: null,
  viewsCaughtUp: null,
  lagEvents: null,
  behindForMs: null,
  projectorFails: null,
  parkedStreams: null,
  viewsBeingBuilt: null,
};

/** What `makeReadiness` needs of a log. */
export type ReadinessLog = Readonly<
  Record<'info' | 'warn' | 'error', (facts: Readonly<Record<string, unknown>>, line: string) => void>
>;

interface Asked {
  readonly health: Engine['health'];
  readonly runner: Pick<Engine['runner'], 'failure' | 'state'>;
}

const STORES = { events: 'the event store', views: 'the view store' } as const;

/**
 * How `engine` stands, as often as it is asked. Its log is told only what changes: a line when a store ceases to answer, and
 * one when it is known to be back. Never throws: that a store does not answer is an answer.
 */
export function makeReadiness(engine: Asked): (log: ReadinessLog) => Promise<Readiness> {
  /** What the log was told does not answer, and not yet that it does again. */
  const away = new Set<string>();
  const tellFault = (log: ReadinessLog, error: unknown): void => {
    const store = error instanceof StoreUnavailable ? STORES[error.store] : 'a store';
    if (away.has(store)) return;
    away.add(store);
    if (error instanceof StoreUnavailable) log.warn({ reason: reasonOf(error) }, `${store} does not answer`);
    else log.error({ err: error }, `${store} does not answer`);
  };
  const tellReturn = (log: ReadinessLog): void => {
    const back = [...away];
    away.clear();
    for (const store of back) log.info({}, `${store} answers again`);
  };
  return async (log) => {
    const stands = await readiness(engine, (error) => tellFault(log, error));
    if (stands.storesReachable) notify(tellReturn, log);
    return stands;
  };
}

async function readiness({ health, runner }: Asked, onFault: (error: unknown) => void): Promise<Readiness> {
  try {
    const { caughtUp, lagEvents, behindForMs, parked, beingBuilt } = await health();
    return {
      status: beingBuilt.length === 0 ? 'ready' : 'partly-ready',
      storesReachable: true,
      unreachable: null,
      viewsCaughtUp: caughtUp,
      lagEvents,
      behindForMs: Math.round(behindForMs),
      projector: runner.state(),
      projectorFails: runner.failure() !== null,
      parkedStreams: parked.length,
      viewsBeingBuilt: beingBuilt.map(({ projection, percent }) => ({ view: projection, percent })),
    };
  } catch (error) {
    notify(onFault, error);
    return {
      ...NOT_READY,
      projector: runner.state(),
      unreachable: error instanceof StoreUnavailable ? error.store : null,
    };
  }
}
