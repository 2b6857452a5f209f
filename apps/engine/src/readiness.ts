import type { ViewHealth } from '@jalon/application';
import { CorruptEvent, type ProjectorState, STORES, type StoreName, StoreUnavailable } from '@jalon/ports';
import type { Engine } from './open-engine.js';
import type { Reach } from './store-reach.js';

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

/** The part of an engine that readiness reads. */
interface EngineState {
  readonly reach: Engine['reach'];
  readonly health: Engine['health'];
  readonly runner: Pick<Engine['runner'], 'failure' | 'state'>;
  readonly corruptEvents: Engine['corruptEvents'];
}

/** The readiness of `engine` now. That a store does not answer is a result. */
export async function readinessOf({ reach, health, runner, corruptEvents }: EngineState): Promise<Readiness> {
  const reached = await reach();
  const projector = runner.state();
  const first = STORES.find((store) => reached[store] !== null) ?? null;
  // Without the list of destroyed keys, everything but erasures works.
  if (first !== null && first !== 'destroyed-keys') {
    return { ...NOT_READY, projector, corruptEvents: corruptEvents(), unreachable: first };
  }
  try {
    const projectorFails = runner.failure() !== null;
    const { caughtUp, lagEvents, behindForMs, parked, beingBuilt } = await health();
    const allWell = first === null && beingBuilt.length === 0 && !projectorFails && corruptEvents() === 0;
    return {
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
  } catch (error) {
    // A store may have gone since it was asked, or hold an event that says nothing of the views any more.
    if (!(error instanceof StoreUnavailable || error instanceof CorruptEvent)) throw error;
    const unreachable = error instanceof StoreUnavailable ? error.store : null;
    return { ...NOT_READY, projector, corruptEvents: corruptEvents(), unreachable };
  }
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
