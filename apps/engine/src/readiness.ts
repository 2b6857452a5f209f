import type { ViewHealth } from '@jalon/application';
import { notify } from '@jalon/kernel';
import { CorruptEvent, KeyUnavailable, StoreUnavailable, type ProjectorState } from '@jalon/ports';
import type { Engine } from './open-engine.js';
import { STORES, type Reach, type StoreName } from './store-reach.js';
import { reasonForLog } from './tls-advice.js';

/** The readiness of a process, for load balancers and operators; null is what cannot be known. */
export interface Readiness {
  /**
   * `partly-ready`: everything works but queries on `viewsBeingBuilt`, or erasures when the list of destroyed keys does not answer,
   * or the views do not follow while this process's projector fails, or this process has met corrupt events.
   * `not-ready`: another store does not answer.
   */
  readonly status: 'ready' | 'partly-ready' | 'not-ready';
  readonly storesReachable: boolean;
  /** The store that does not answer, of several the one on which most depends; null while all do, or when it is unknown. */
  readonly unreachable: StoreName | null;
  readonly viewsCaughtUp: boolean | null;
  readonly lagEvents: number | null;
  /** In milliseconds. */
  readonly behindForMs: number | null;
  /** Whether this process projects. */
  readonly projector: ProjectorState;
  readonly projectorFails: boolean | null;
  readonly parkedStreams: number | null;
  /** How many corrupt events this process has met since it started. */
  readonly corruptEvents: number;
  readonly viewsBeingBuilt: readonly { readonly view: string; readonly percent: number }[] | null;
}

const NOT_READY: Omit<Readiness, 'projector' | 'corruptEvents'> = {
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

/** The part of a log that `makeReadiness` uses. */
export type ReadinessLog = Readonly<
  Record<'info' | 'warn' | 'error', (facts: Readonly<Record<string, unknown>>, line: string) => void>
>;

/** The part of an engine that readiness reads. */
interface EngineState {
  readonly reach: Engine['reach'];
  readonly health: Engine['health'];
  readonly runner: Pick<Engine['runner'], 'failure' | 'state'>;
  readonly corruptEvents: Engine['corruptEvents'];
}

const NAMES: Readonly<Record<StoreName, string>> = {
  events: 'the event store',
  views: 'the view store',
  keys: 'the key store',
  'destroyed-keys': 'the list of destroyed keys',
};

/** Named in the log when it is unknown which store did not answer. */
const SOME = 'a store';

/** For each store, by its name in the log, the fault that keeps it from answering, or null. */
type Found = ReadonlyMap<string, unknown>;

/**
 * Reads the readiness of `engine` whenever it is called. The log gets a line only when something changes: when a store ceases to
 * answer, and when it answers again. Never throws: that a store does not answer is a result.
 */
export function makeReadiness(engine: EngineState): (log: ReadinessLog) => Promise<Readiness> {
  /** The stores of which the log says that they do not answer. */
  const away = new Set<string>();
  const tell = (log: ReadinessLog, found: Found): void => {
    for (const [store, fault] of found) {
      if (fault === null && away.delete(store)) log.info({}, `${store} answers again`);
      if (fault === null || away.has(store)) continue;
      away.add(store);
      if (isAway(fault)) log.warn({ reason: reasonForLog(fault) }, `${store} does not answer`);
      else log.error({ err: fault }, `${store} does not answer`);
    }
  };
  return async (log) => {
    const { result, found } = await readiness(engine);
    notify(tell, log, found);
    return result;
  };
}

const isAway = (fault: unknown): boolean => fault instanceof StoreUnavailable || fault instanceof KeyUnavailable;

async function readiness({
  reach,
  health,
  runner,
  corruptEvents,
}: EngineState): Promise<{ result: Readiness; found: Found }> {
  const reached = await reach();
  const projector = runner.state();
  const first = STORES.find((store) => reached[store] !== null) ?? null;
  // Without the list of destroyed keys, everything but erasures works.
  if (first !== null && first !== 'destroyed-keys') {
    return {
      result: { ...NOT_READY, projector, corruptEvents: corruptEvents(), unreachable: first },
      found: foundBy(reached),
    };
  }
  try {
    const projectorFails = runner.failure() !== null;
    const { caughtUp, lagEvents, behindForMs, parked, beingBuilt } = await health();
    const allWell = first === null && beingBuilt.length === 0 && !projectorFails && corruptEvents() === 0;
    const result: Readiness = {
      status: allWell ? 'ready' : 'partly-ready',
      storesReachable: first === null,
      unreachable: first,
      viewsCaughtUp: caughtUp,
      lagEvents,
      behindForMs: Math.round(behindForMs),
      projector,
      projectorFails,
      parkedStreams: parked.length,
      corruptEvents: corruptEvents(),
      viewsBeingBuilt: beingBuilt.map(({ projection, percent }) => ({ view: projection, percent })),
    };
    return { result, found: new Map([...foundBy(reached), [SOME, null]]) };
  } catch (error) {
    // A store may have gone since it was asked.
    const unreachable = error instanceof StoreUnavailable ? error.store : null;
    const found = new Map([...foundBy(reached), [unreachable === null ? SOME : NAMES[unreachable], error]]);
    return { result: { ...NOT_READY, projector, corruptEvents: corruptEvents(), unreachable }, found };
  }
}

function foundBy(reached: Reach): Found {
  return new Map(STORES.map((store) => [NAMES[store], reached[store]]));
}

/** The state of a process, for its metrics. */
export interface ProcessState {
  readonly reach: Reach;
  /** Null while the events or the views do not answer. */
  readonly views: ViewHealth | null;
  readonly projector: ProjectorState;
  readonly corruptEvents: number;
}

/** The state of `engine` now; a store that does not answer is part of it. */
export async function processState({ reach, health, runner, corruptEvents }: EngineState): Promise<ProcessState> {
  const reached = await reach();
  const seen = reached.events === null && reached.views === null;
  const views = seen ? await health().catch(nullWhileAway) : null;
  return { reach: reached, views, projector: runner.state(), corruptEvents: corruptEvents() };
}

/** A store may have gone since it was asked, or hold an event that says nothing of the views any more. */
function nullWhileAway(error: unknown): null {
  if (error instanceof StoreUnavailable || error instanceof CorruptEvent) return null;
  throw error;
}
