import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@jalon/event-store';
import { notify, type Clock, type Projection, type StoredEvent } from '@jalon/kernel';
import { astray, ViewsAstray } from './astray.js';
import { keepLease } from './lease-keeper.js';
import { earliestPosition } from './progress.js';
import { LeaseLost, type ViewStore } from './view-store.js';

export interface ProjectionRunnerPorts {
  readonly store: Pick<EventStore, 'subscribeAll' | 'readStream'>;
  readonly views: ViewStore;
  readonly projections: readonly Projection[];
  readonly clock: Clock;
  /** This process's name in the lease: another at every start. */
  readonly holder: string;
  /** Told after each page, so that those who wait for a position need not poll. */
  readonly onProgress?: () => void;
  /** Told of each failure that the runner recovers from: for the log. */
  readonly onFailure?: (error: unknown) => void;
}

export interface ProjectionRunner {
  /** Projects until `signal` aborts, whenever this process holds the lease; recovers from every failure. Never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** Whether this process projects at the moment. */
  projecting(): boolean;
  /** The failure that it is recovering from; null once a page has gone through. */
  failure(): unknown;
  /** Folds a parked stream's events again, after what made it fail has been mended. */
  release(stream: string): Promise<void>;
}

/** Between two tries to get the lease that another process holds. */
const LEASE_RETRY_MS = 250;
const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 5_000;
/** What is folded before commands get their turn: a few milliseconds of work. */
const EVENTS_A_TURN = 200;

/** Feeds every projection from one subscription, page by page, in the one process that holds the projector's lease. */
export function projectionRunner(ports: ProjectionRunnerPorts): ProjectionRunner {
  const { store, views, projections, clock, holder, onProgress, onFailure } = ports;
  let projecting = false;
  let failure: unknown = null;

  /** Returns when the lease is lost or the signal aborts. */
  async function project(signal: AbortSignal): Promise<void> {
    await prepare();
    const after = earliestPosition(projections, await views.read((reader) => reader.progress()));
    projecting = true;
    for await (const page of store.subscribeAll(after, signal)) {
      for (const slice of slices(page)) await applyToAll(slice);
      failure = null;
      notify(onProgress);
    }
  }

  async function prepare(): Promise<void> {
    const strangers = await astray(store, await views.read((reader) => reader.progress()));
    await views.prepare(holder, strangers);
    if (strangers.length > 0) notify(onFailure, new ViewsAstray(strangers));
  }

  async function applyToAll(events: readonly StoredEvent[]): Promise<void> {
    for (const projection of projections) {
      await views.applyPage(projection, events, holder);
      // The embedded store works without ever waiting: without this, commands would wait for the whole catch-up.
      await nextTurn();
    }
  }

  async function projectWhileHolding(signal: AbortSignal): Promise<void> {
    const lease = await keepLease({ views, clock, holder, signal });
    if (!lease) return pause(LEASE_RETRY_MS, undefined, { signal });
    try {
      await project(lease.signal);
    } finally {
      projecting = false;
      await lease.giveUp();
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    let backOff = FIRST_BACK_OFF_MS;
    while (!signal.aborted) {
      try {
        await projectWhileHolding(signal);
        backOff = FIRST_BACK_OFF_MS;
      } catch (error) {
        if (isAborted(signal) || error instanceof LeaseLost) continue;
        backOff = failure === null ? FIRST_BACK_OFF_MS : Math.min(backOff * 2, LONGEST_BACK_OFF_MS);
        failure = error;
        notify(onFailure, error);
        await pause(backOff, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function release(stream: string): Promise<void> {
    const parked = (await views.everyParked()).filter((candidate) => candidate.stream === stream);
    const events: StoredEvent[] = [];
    for await (const event of store.readStream(stream)) events.push(event);
    for (const { projection: name } of parked) {
      const projection = projections.find((candidate) => candidate.name === name);
      if (projection) await views.release(projection, stream, events, holder);
    }
  }

  return { run, release, projecting: () => projecting, failure: () => failure };
}

/** Asked again after each wait: the compiler believes that it cannot have changed. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

function slices(page: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] {
  const count = Math.ceil(page.length / EVENTS_A_TURN);
  return Array.from({ length: count }, (_, index) => page.slice(index * EVENTS_A_TURN, (index + 1) * EVENTS_A_TURN));
}
