import { EventEmitter, once } from 'node:events';
import {
  type EventStore,
  type ParkedStream,
  type ProjectionProgress,
  UnknownPosition,
  ViewBeingBuilt,
  type ViewStore,
} from '@jalon/ports';
import { comparePositions, singleFlight, type Position, type Projection } from '@jalon/kernel';
import { projectionsAheadOf, requireSameInstallation, type OwnViewsPorts } from './own-views.js';
import {
  earliestPosition,
  hasReached,
  statusesInViews,
  timeBehind,
  type ProjectionStatus,
} from './projection-status.js';

/** The views had not reached the position that the query must have seen when its time was up. The client asks again. */
export class NotYetVisible extends Error {
  override readonly name = 'NotYetVisible';

  constructor(readonly position: Position) {
    super(`the views have not reached position ${position}`);
  }
}

/** The checkpoint is polled too, since it may be another process that projects. */
const POLL_EVERY_MS = 50;
/** The same for live streams, which follow the views for hours. */
const FOLLOWERS_POLL_EVERY_MS = 200;
/** How long a query waits for its position. */
export const LONGEST_WAIT_MS = 5_000;

export interface ViewPositionPorts {
  readonly store: Pick<EventStore, 'lastPosition' | 'eventsBetween' | 'readStream'> & OwnViewsPorts['store'];
  readonly views: ViewStore;
  readonly projections: readonly Projection[];
  /** A clock that never goes back, in milliseconds; the process's own unless given. */
  readonly elapsed?: () => number;
}

/** The state of all views, for health and metrics. */
export interface ViewHealth {
  /** What every view has seen; null before the first event. */
  readonly position: Position | null;
  readonly caughtUp: boolean;
  /** How many events some view has not seen. */
  readonly lagEvents: number;
  /** How long the first of them has been waiting, since this process first looked; 0 when caught up. */
  readonly behindForMs: number;
  readonly parked: readonly ParkedStream[];
  /** The views that answer no query until they have been built, and how far they are. */
  readonly beingBuilt: readonly BeingBuilt[];
}

export interface BeingBuilt {
  readonly projection: string;
  /** A whole number, of the events in the log. */
  readonly percent: number;
}

/** What a live stream waits for. */
export interface Beyond {
  /** What it has seen. */
  readonly position: Position | null;
  /** The projections that it follows, by name. */
  readonly of: readonly string[];
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

export interface ViewPosition {
  /** To be called when the views have moved: wakes those who wait. */
  readonly moved: () => void;
  /**
   * @throws NotYetVisible when the views have not reached `position` after `withinMs`; at once when nothing lies there
   */
  waitFor(position: Position, withinMs?: number): Promise<void>;
  /** Waits for it, `withinMs` at most or until `signal` aborts, and returns whether it happened. */
  goesBeyond(beyond: Beyond): Promise<boolean>;
  /**
   * Checks, until it has once been so, that the views belong to the installation of the events, and have seen none that
   * the log does not hold.
   *
   * @throws ViewsOfAnotherInstallation; ViewBeingBuilt when they must be built again
   */
  requireOwn(): Promise<void>;
  /** Waits `withinMs` at most until every view answers, and returns whether they do: the first build of a short log takes no time. */
  untilReadable(withinMs: number): Promise<boolean>;
  /** Waits `withinMs` at most until every view answers and has seen what the log holds now, and returns whether they do. */
  untilCaughtUp(withinMs: number): Promise<boolean>;
  /** @throws ViewsOfAnotherInstallation */
  health(): Promise<ViewHealth>;
  /** Projection by projection, for operators. */
  statuses(): Promise<readonly ProjectionStatus[]>;
}

/** How far the views have come, and waiting until they have come further. */
export function viewPosition({
  store,
  views,
  projections,
  elapsed = () => performance.now(),
}: ViewPositionPorts): ViewPosition {
  const behindFor = timeBehind(elapsed);
  let areOwn = false;
  const moves = new EventEmitter().setMaxListeners(0);
  let forFollowers: { readonly at: number; readonly seen: Promise<readonly ProjectionProgress[]> } | null = null;

  const progress = singleFlight(() => views.read((reader) => reader.progress()));
  const current = async (): Promise<Position | null> => earliestPosition(projections, await progress());

  /** For live streams: however many they are, they read no oftener than one of them would. */
  function progressForFollowers(): Promise<readonly ProjectionProgress[]> {
    const now = performance.now();
    if (!forFollowers || now - forFollowers.at >= FOLLOWERS_POLL_EVERY_MS) forFollowers = { at: now, seen: progress() };
    return forFollowers.seen;
  }

  function moved(): void {
    forFollowers = null;
    moves.emit('moved');
  }

  async function waitFor(position: Position, withinMs = LONGEST_WAIT_MS): Promise<void> {
    if (hasReached(await current(), position)) return;
    // No command has answered with a position that the log has not given yet: waiting for it would be in vain.
    if (!hasReached(await store.lastPosition(), position)) throw new NotYetVisible(position);
    if (!(await becomesTrue(async () => hasReached(await current(), position), withinMs)))
      throw new NotYetVisible(position);
  }

  async function goesBeyond({ position, of, withinMs, signal }: Beyond): Promise<boolean> {
    const followed = projections.filter(({ name }) => of.includes(name));
    const isBeyond = (reached: Position | null) => reached !== null && comparePositions(reached, position ?? '0') > 0;
    const holds = async () => signal.aborted || isBeyond(earliestPosition(followed, await progressForFollowers()));
    return (await becomesTrue(holds, withinMs, FOLLOWERS_POLL_EVERY_MS)) && !signal.aborted;
  }

  function untilReadable(withinMs: number): Promise<boolean> {
    const areReadable = async () => (await beingBuilt(await store.lastPosition())).length === 0;
    return becomesTrue(areReadable, withinMs);
  }

  async function untilCaughtUp(withinMs: number): Promise<boolean> {
    const last = await store.lastPosition();
    const haveSeenIt = async () =>
      (await beingBuilt(last)).length === 0 && (last === null || hasReached(await current(), last));
    return becomesTrue(haveSeenIt, withinMs);
  }

  /** Asks `holds` whenever the views move, and every `everyMs`. */
  async function becomesTrue(
    holds: () => Promise<boolean>,
    withinMs: number,
    everyMs = POLL_EVERY_MS,
  ): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (!(await holds())) {
      const left = until - performance.now();
      if (left <= 0) return false;
      await nextMove(moves, Math.min(left, everyMs));
    }
    return true;
  }

  /** The projections that have seen events which the log does not hold. Once there are none, none come: a log only grows. */
  const aheadOfLog = singleFlight(async (): Promise<readonly string[]> => {
    if (areOwn) return [];
    await requireSameInstallation({ store, views });
    const ahead = await projectionsAheadOf(store, await progress());
    areOwn = ahead.length === 0;
    return ahead;
  });

  async function requireOwn(): Promise<void> {
    const [ahead] = areOwn ? [] : await aheadOfLog();
    if (ahead !== undefined) throw new ViewBeingBuilt(ahead, null);
  }

  async function health(): Promise<ViewHealth> {
    const last = await store.lastPosition();
    const position = await current();
    const caughtUp = last === null || hasReached(position, last);
    return {
      position,
      caughtUp,
      lagEvents: await lagOf(position, last),
      behindForMs: behindFor(position, last),
      parked: await views.everyParked(),
      beingBuilt: await beingBuilt(last),
    };
  }

  async function beingBuilt(last: Position | null): Promise<readonly BeingBuilt[]> {
    const ahead = await aheadOfLog();
    if (last === null && ahead.length === 0) return [];
    const found = await statusesInViews({ views, projections }, last);
    return found
      .filter(({ projection, readable }) => !readable || ahead.includes(projection))
      .map(({ projection, rebuild }) => ({ projection, percent: rebuild?.percent ?? 0 }));
  }

  async function statuses(): Promise<readonly ProjectionStatus[]> {
    const last = await store.lastPosition();
    const found = await statusesInViews({ views, projections }, last);
    return Promise.all(found.map(async (each) => ({ ...each, lagEvents: await lagOf(each.position, last) })));
  }

  async function lagOf(position: Position | null, last: Position | null): Promise<number> {
    if (last === null || hasReached(position, last)) return 0;
    try {
      return await store.eventsBetween(position, last);
    } catch (error) {
      if (!(error instanceof UnknownPosition)) throw error;
      // Views ahead of a restored log are built again from its first event.
      return store.eventsBetween(null, last);
    }
  }

  return {
    moved,
    waitFor,
    goesBeyond,
    requireOwn,
    untilReadable,
    untilCaughtUp,
    health,
    statuses,
  };
}

async function nextMove(moves: EventEmitter, withinMs: number): Promise<void> {
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), withinMs);
  await once(moves, 'moved', { signal: timeUp.signal }).catch(() => undefined);
  clearTimeout(timer);
}
