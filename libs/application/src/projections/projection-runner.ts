import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { type EventStore, LeaseLost, type ProjectorState, type Telemetry, type ViewStore } from '@jalon/ports';
import {
  backOff,
  faultName,
  isAborted,
  memoised,
  notify,
  slicesOf,
  type Clock,
  type Projection,
  type StoredEvent,
  type Tracer,
} from '@jalon/kernel';
import { projectionsAheadOf, requireSameInstallation, ViewsAheadOfLog, type OwnViewsPorts } from './own-views.js';
import { pageSpans } from './page-spans.js';
import { Gate, projectionBuilder } from './projection-builder.js';
import { earliestPosition } from './projection-status.js';
import { holdLease } from './projector-lease.js';

export interface ProjectionRunnerPorts {
  readonly store: Pick<EventStore, 'subscribeAll' | 'readAll' | 'readStream' | 'lastPosition'> & OwnViewsPorts['store'];
  readonly views: ViewStore;
  readonly projections: readonly Projection[];
  readonly clock: Clock;
  /** This process's name in the lease: another at every start. */
  readonly holder: string;
  /**
   * Told after each page, so that queries that wait for a position need not poll; and whenever the projector's state has
   * changed, or a failure is over.
   */
  readonly onProgress?: () => void;
  /** Told of the failures that the runner recovers from. It traces the pages with events that have just been appended; never a build. */
  readonly telemetry: Telemetry;
}

export interface ProjectionRunner {
  /** Projects until `signal` aborts, whenever this process holds the lease; recovers from every failure. Never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** The state at the moment; `none` while nothing runs. */
  state(): ProjectorState;
  /** The failure that it is recovering from; null once a page has gone through or a view is built, or another process projects. */
  failure(): unknown;
}

/** Between two tries to get the lease that another process holds. */
const LEASE_RETRY_MS = 250;
/** Events folded before commands get their turn: a few milliseconds of work. */
const EVENTS_A_TURN = 200;

/**
 * Feeds every projection from one subscription, page by page, in the one process that holds the projector's lease. There the
 * builder also builds the shadows that are asked for.
 */
export function projectionRunner(ports: ProjectionRunnerPorts): ProjectionRunner {
  const { store, views, projections, clock, holder, onProgress, telemetry } = ports;
  const gate = new Gate();
  const fed = new Set<Projection>();
  const swaps = new EventEmitter();
  let state: ProjectorState = 'none';
  let failure: unknown = null;
  const waits = backOff();
  const requireOwnViews = memoised(() => requireSameInstallation({ store, views }));
  const builder = projectionBuilder({
    store,
    views,
    projections,
    holder,
    gate,
    onSwapped: (projection) => {
      fed.add(projection);
      // There may be no page for long: what was built shows that the stores work.
      failure = null;
      swaps.emit('swapped');
      notify(onProgress);
    },
    onRecovered: () => notify(onProgress),
    telemetry,
  });

  function setState(now: ProjectorState): void {
    state = now;
    notify(onProgress);
  }

  /** Returns when the lease is lost or the signal aborts. */
  async function project(signal: AbortSignal): Promise<void> {
    await prepare();
    setState('works');
    const failed = new AbortController();
    const going = AbortSignal.any([signal, failed.signal]);
    const built = builder.run(going);
    try {
      await follow(going);
    } finally {
      failed.abort();
      await built;
    }
  }

  /** Decides which projections can be fed as they are. The others are built, and fed from their swap on. */
  async function prepare(): Promise<void> {
    fed.clear();
    const reset = await resetAheadOfLog();
    if (reset.length > 0) telemetry.fault(new ViewsAheadOfLog(reset));
    const progress = await views.read((reader) => reader.progress());
    const isEmpty = (await store.lastPosition()) === null;
    for (const projection of projections) {
      const live = progress.find(({ projection: name }) => name === projection.name);
      // Before its first event a view is as good as built only where there is no event.
      if (live?.version === projection.version && (isEmpty || live.position !== null)) fed.add(projection);
    }
    await views.ask(
      projections
        .filter((projection) => !fed.has(projection))
        .map(({ name }) => ({ kind: 'rebuild', projection: name })),
    );
  }

  /** Empties what has seen events that the log does not hold. Returns the projections whose live tables have. */
  async function resetAheadOfLog(): Promise<readonly string[]> {
    const [live, shadows] = await views.read(
      async (reader) => [await reader.progress(), await reader.shadowProgress()] as const,
    );
    const liveAhead = await projectionsAheadOf(store, live);
    const shadowsAhead = await projectionsAheadOf(store, shadows);
    for (const projection of projections) {
      if (liveAhead.includes(projection.name)) await views.reset(projection, 'live', holder);
      if (shadowsAhead.includes(projection.name)) await views.reset(projection, 'shadow', holder);
    }
    return liveAhead;
  }

  async function follow(signal: AbortSignal): Promise<void> {
    if (fed.size === 0) await once(swaps, 'swapped', { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const after = earliestPosition([...fed], await views.read((reader) => reader.progress()));
    const { tracer } = telemetry;
    for await (const page of store.subscribeAll(after, signal)) {
      for (const slice of slicesOf(page, EVENTS_A_TURN))
        await (tracer ? applyTraced(tracer, slice) : applyToAll(slice));
      waits.reset();
      failure = null;
      notify(onProgress);
    }
  }

  async function applyTraced(by: Tracer, events: readonly StoredEvent[]): Promise<void> {
    const spans = pageSpans(by, clock, events);
    try {
      await applyToAll(events);
      spans.end();
    } catch (error) {
      spans.end(faultName(error));
      throw error;
    }
  }

  async function applyToAll(events: readonly StoredEvent[]): Promise<void> {
    for (const projection of fed) {
      // A shadow is swapped in while nobody passes, so it misses none of the events to come.
      await gate.pass();
      await views.applyPage(projection, events, holder);
      // The embedded store works without ever waiting: without this, commands would wait for the whole catch-up.
      await nextTurn();
    }
  }

  async function projectWhileHolding(signal: AbortSignal): Promise<void> {
    await requireOwnViews();
    const lease = await holdLease({ views, holder, signal });
    if (!lease) {
      // Standing by needs no more than a store that says who projects.
      const isNews = failure !== null || state !== 'stands-by';
      failure = null;
      if (isNews) setState('stands-by');
      return pause(LEASE_RETRY_MS, undefined, { signal });
    }
    try {
      await project(lease.signal);
    } finally {
      setState('none');
      await lease.giveUp();
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await projectWhileHolding(signal);
        waits.reset();
      } catch (error) {
        if (isAborted(signal) || error instanceof LeaseLost) continue;
        failure = error;
        telemetry.fault(error);
        if (state !== 'none') setState('none');
        await pause(waits.next(), undefined, { signal }).catch(() => undefined);
      }
    }
    if (state !== 'none') setState('none');
  }

  return { run, state: () => state, failure: () => failure ?? builder.failure() };
}
