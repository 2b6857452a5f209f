import { ViewsOfAnotherLog, type ViewHealth } from '@jalon/application';
import { notify } from '@jalon/kernel';
import { KeyUnavailable, StoreUnavailable, type ProjectorState } from '@jalon/ports';
import type { Engine } from './open-engine.js';
import { STORES, type Reach, type StoreName } from './store-reach.js';
import { reasonForLog } from './tls-advice.js';

/** How a process stands, for what sends it requests and for who keeps it running; null is what cannot be known. */
export interface Readiness {
  /**
   * `partly-ready`: all is done but queries on `viewsBeingBuilt`, and erasures where the list of destroyed keys does not answer.
   * `not-ready`: another store does not, or the views are not those of the events.
   */
  readonly status: 'ready' | 'partly-ready' | 'not-ready';
  readonly storesReachable: boolean;
  /** Which store does not answer, of several the one on which most rests; null while all do, or where it cannot be told. */
  readonly unreachable: StoreName | null;
  /** Whether the views were built from another log than the events that are written here. */
  readonly viewsOfAnotherLog: boolean | null;
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
  viewsOfAnotherLog: null,
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

/** What is read of an engine. */
interface EngineState {
  readonly reach: Engine['reach'];
  readonly health: Engine['health'];
  readonly runner: Pick<Engine['runner'], 'failure' | 'state'>;
}

const NAMES: Readonly<Record<StoreName, string>> = {
  events: 'the event store',
  views: 'the view store',
  keys: 'the key store',
  'destroyed-keys': 'the list of destroyed keys',
};

/** Not whether they answer, but what of. */
const OWN_VIEWS = 'the view store of this log';
const OF_ANOTHER_LOG =
  'the views were built from another log than the events that are written here: look at EVENT_STORE_URL and VIEW_STORE_URL';

/** Of which store nobody knows. */
const SOME = 'a store';

/** What was found of each store, by its name in the log: what keeps it from answering, or null. */
type Found = ReadonlyMap<string, unknown>;

/**
 * How `engine` stands, as often as it is asked. Its log is told only what changes: a line when a store ceases to answer, and
 * one when it is known to be back. Never throws: that a store does not answer is an answer.
 */
export function makeReadiness(engine: EngineState): (log: ReadinessLog) => Promise<Readiness> {
  /** What the log was told does not answer, and not yet that it does again. */
  const away = new Set<string>();
  const tell = (log: ReadinessLog, found: Found): void => {
    for (const [store, fault] of found) {
      if (fault === null && away.delete(store)) log.info({}, `${store} answers again`);
      if (fault === null || away.has(store)) continue;
      away.add(store);
      if (fault instanceof ViewsOfAnotherLog) log.error({}, OF_ANOTHER_LOG);
      else if (isAway(fault)) log.warn({ reason: reasonForLog(fault) }, `${store} does not answer`);
      else log.error({ err: fault }, `${store} does not answer`);
    }
  };
  return async (log) => {
    const { stands, found } = await readiness(engine);
    notify(tell, log, found);
    return stands;
  };
}

const isAway = (fault: unknown): boolean => fault instanceof StoreUnavailable || fault instanceof KeyUnavailable;

async function readiness({ reach, health, runner }: EngineState): Promise<{ stands: Readiness; found: Found }> {
  const reached = await reach();
  const projector = runner.state();
  const first = STORES.find((store) => reached[store] !== null) ?? null;
  // Without the list nothing is lacking but erasures.
  if (first !== null && first !== 'destroyed-keys') {
    return { stands: { ...NOT_READY, projector, unreachable: first }, found: foundBy(reached) };
  }
  try {
    const { caughtUp, lagEvents, behindForMs, parked, beingBuilt } = await health();
    const stands: Readiness = {
      status: first === null && beingBuilt.length === 0 ? 'ready' : 'partly-ready',
      storesReachable: first === null,
      unreachable: first,
      viewsOfAnotherLog: false,
      viewsCaughtUp: caughtUp,
      lagEvents,
      behindForMs: Math.round(behindForMs),
      projector,
      projectorFails: runner.failure() !== null,
      parkedStreams: parked.length,
      viewsBeingBuilt: beingBuilt.map(({ projection, percent }) => ({ view: projection, percent })),
    };
    return { stands, found: new Map([...foundBy(reached), [SOME, null], [OWN_VIEWS, null]]) };
  } catch (error) {
    if (error instanceof ViewsOfAnotherLog) {
      const stands = { ...NOT_READY, projector, storesReachable: true, viewsOfAnotherLog: true };
      return { stands, found: new Map([...foundBy(reached), [OWN_VIEWS, error]]) };
    }
    // It may have gone since it was looked at.
    const unreachable = error instanceof StoreUnavailable ? error.store : null;
    const found = new Map([...foundBy(reached), [unreachable === null ? SOME : NAMES[unreachable], error]]);
    return { stands: { ...NOT_READY, projector, unreachable }, found };
  }
}

function foundBy(reached: Reach): Found {
  return new Map(STORES.map((store) => [NAMES[store], reached[store]]));
}

/** The state of a process, for its metrics. */
export interface ProcessState {
  readonly reach: Reach;
  /** Null while the events or the views do not answer, or belong to different logs. */
  readonly views: ViewHealth | null;
  readonly projector: ProjectorState;
}

/** The state of `engine` now; a store that does not answer is part of it. */
export async function processState({ reach, health, runner }: EngineState): Promise<ProcessState> {
  const reached = await reach();
  const seen = reached.events === null && reached.views === null;
  const views = seen ? await health().catch(nullWhileAway) : null;
  return { reach: reached, views, projector: runner.state() };
}

/** A store may have gone since it was looked at. */
function nullWhileAway(error: unknown): null {
  if (error instanceof StoreUnavailable || error instanceof ViewsOfAnotherLog) return null;
  throw error;
}
