import type { ViewHealth } from '@jalon/application';
import {
  cannotWriteIn,
  CorruptEvent,
  type ProjectorState,
  STORES,
  type StoreName,
  StoreUnavailable,
  type WriteObstacle,
} from '@jalon/ports';
import type { Engine } from './open-engine.js';
import { obstacleText } from './obstacle.messages.js';
import type { Reach } from './store-reach.js';

/** The readiness of a process, for load balancers and operators; null is what cannot be known. */
export interface Readiness {
  /**
   * `partly-ready`: everything works but queries on `viewsBeingBuilt`, or erasures when the list of destroyed keys does not answer,
   * or the records take no writes,
   * or the views do not follow while this process's projector fails, or this process has met corrupt events.
   * `not-ready`: another store does not answer, or the events or the keys take no writes.
   */
  readonly status: 'ready' | 'partly-ready' | 'not-ready';
  readonly storesReachable: boolean;
  /** The store that does not answer, of several the one on which most depends; null while all do, or when it is unknown. */
  readonly unreachable: StoreName | null;
  /** The stores that can be read and take no writes, as far as this process has tried. */
  readonly unwritable: readonly Unwritable[];
  readonly viewsCaughtUp: boolean | null;
  /** In milliseconds. */
  readonly behindForMs: number | null;
  /** Whether this process projects. */
  readonly projector: ProjectorState;
  readonly projectorFails: boolean | null;
  readonly parkedStreams: number | null;
  /** How many corrupt events this process has met since it started. */
  readonly corruptEvents: number;
  /** How many streams that this process has seen end more than a minute ahead of its clock. Commands work there all the same. */
  readonly streamsAheadOfClock: number;
  readonly viewsBeingBuilt: readonly { readonly view: string; readonly percent: number }[] | null;
}

/** A store that can be read and takes no writes. */
export interface Unwritable {
  readonly store: StoreName;
  readonly why: WriteObstacle;
  /** A sentence for the operator: what is wrong, and what to do. */
  readonly detail: string;
}

const NOT_READY: Omit<Readiness, 'projector' | 'corruptEvents' | 'streamsAheadOfClock' | 'unwritable'> = {
  status: 'not-ready',
  storesReachable: false,
  unreachable: null,
  viewsCaughtUp: null,
  behindForMs: null,
  projectorFails: null,
  parkedStreams: null,
  viewsBeingBuilt: null,
};

/** The part of an engine that readiness reads. */
interface EngineState {
  readonly reach: Engine['reach'];
  readonly health: Engine['health'];
  readonly runner: Pick<Engine['runner'], 'failure' | 'state'>;
  readonly corruptEvents: Engine['corruptEvents'];
  readonly streamsAheadOfClock: Engine['streamsAheadOfClock'];
}

/** The readiness of `engine` now. That a store does not answer is a result. */
export async function readinessOf({ reach, health, runner, ...counts }: EngineState): Promise<Readiness> {
  const reached = await reach();
  const projector = runner.state();
  const corruptEvents = counts.corruptEvents();
  const always = { projector, corruptEvents, streamsAheadOfClock: counts.streamsAheadOfClock() };
  const unwritable = unwritableStores(reached, runner.failure());
  const first = STORES.find((store) => !isReachable(reached, store)) ?? null;
  // Without the list of destroyed keys, everything but erasures works.
  if (first !== null && first !== 'destroyed-keys') {
    return { ...NOT_READY, ...always, unreachable: first, unwritable };
  }
  const takesCommands = !unwritable.some(({ store }) => store === 'events' || store === 'keys');
  try {
    const projectorFails = runner.failure() !== null;
    const { caughtUp, behindForMs, parked, beingBuilt } = await health();
    const isWhole = first === null && unwritable.length === 0 && beingBuilt.length === 0;
    const allWell = isWhole && !projectorFails && corruptEvents === 0;
    return {
      status: takesCommands ? (allWell ? 'ready' : 'partly-ready') : 'not-ready',
      storesReachable: first === null,
      unreachable: first,
      unwritable,
      viewsCaughtUp: caughtUp,
      behindForMs: Math.round(behindForMs),
      projectorFails,
      parkedStreams: parked.length,
      ...always,
      viewsBeingBuilt: beingBuilt.map(({ projection, percent }) => ({ view: projection, percent })),
    };
  } catch (error) {
    // A store may have gone since it was asked, or hold an event that says nothing of the views any more.
    if (!(error instanceof StoreUnavailable || error instanceof CorruptEvent)) throw error;
    const unreachable = error instanceof StoreUnavailable ? error.store : null;
    return { ...NOT_READY, ...always, unreachable, unwritable };
  }
}

/** Whether a store answers; one that takes no writes does. */
export const isReachable = (reached: Reach, store: StoreName): boolean =>
  reached[store] === null || cannotWriteIn(reached[store]) !== null;

/** The projector alone writes the views, so its failure says whether they take writes. */
function unwritableStores(reached: Reach, failure: unknown): readonly Unwritable[] {
  return STORES.flatMap((store) => {
    const found = cannotWriteIn(store === 'views' ? (cannotWriteIn(reached.views) ?? failure) : reached[store]);
    return found ? [{ store, why: found.obstacle, detail: obstacleText(found.obstacle).en }] : [];
  });
}

/** The state of a process, for its metrics. */
export interface ProcessState {
  readonly reach: Reach;
  readonly unwritable: readonly Unwritable[];
  /** Null while the events or the views do not answer. */
  readonly views: ViewHealth | null;
  readonly projector: ProjectorState;
  readonly corruptEvents: number;
  readonly streamsAheadOfClock: number;
}

/** The state of `engine` now; a store that does not answer is part of it. */
export async function processState({ reach, health, runner, ...counts }: EngineState): Promise<ProcessState> {
  const reached = await reach();
  const seen = isReachable(reached, 'events') && isReachable(reached, 'views');
  const views = seen ? await health().catch(nullWhileAway) : null;
  const unwritable = unwritableStores(reached, runner.failure());
  return {
    reach: reached,
    unwritable,
    views,
    projector: runner.state(),
    corruptEvents: counts.corruptEvents(),
    streamsAheadOfClock: counts.streamsAheadOfClock(),
  };
}

/** A store may have gone since it was asked, or hold an event that says nothing of the views any more. */
function nullWhileAway(error: unknown): null {
  if (error instanceof StoreUnavailable || error instanceof CorruptEvent) return null;
  throw error;
}
