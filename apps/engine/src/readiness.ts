import { StoreUnavailable } from '@jalon/event-store';
import { notify } from '@jalon/kernel';
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
  readonly projectorFails: boolean | null;
  readonly parkedStreams: number | null;
  readonly viewsBeingBuilt: readonly { readonly view: string; readonly percent: number }[] | null;
}

const NOT_READY: Readiness = {
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

/** Never throws: that a store does not answer is an answer. `onFault` is told why. */
export async function readiness(
  { health, runner }: { readonly health: Engine['health']; readonly runner: Pick<Engine['runner'], 'failure'> },
  onFault: (error: unknown) => void,
): Promise<Readiness> {
  try {
    const { caughtUp, lagEvents, behindForMs, parked, beingBuilt } = await health();
    return {
      status: beingBuilt.length === 0 ? 'ready' : 'partly-ready',
      storesReachable: true,
      unreachable: null,
      viewsCaughtUp: caughtUp,
      lagEvents,
      behindForMs: Math.round(behindForMs),
      projectorFails: runner.failure() !== null,
      parkedStreams: parked.length,
      viewsBeingBuilt: beingBuilt.map(({ projection, percent }) => ({ view: projection, percent })),
    };
  } catch (error) {
    notify(onFault, error);
    return { ...NOT_READY, unreachable: error instanceof StoreUnavailable ? error.store : null };
  }
}
