import { EventEmitter, once } from 'node:events';
import {
  type EventStore,
  type ParkedStream,
  type ProjectionProgress,
  UnknownPosition,
  type ViewStore,
} from '@jalon/ports';
import { comparePositions, type Position, type Projection } from '@jalon/kernel';
import { NotYetVisible } from './not-yet-visible.js';
import { ownViews, ViewsOfAnotherLog } from './own-views.js';
import { earliestPosition, hasReached } from './progress.js';
import { standings, type ProjectionStatus } from './projection-status.js';
import { timeBehind } from './time-behind.js';

/** Another process may be the one that projects, so the checkpoint is looked at even when nobody rang. */
const LOOK_AGAIN_MS = 50;
/** How often those look who follow the views for hours, where nobody rings. */
const GLANCE_EVERY_MS = 200;
/** What a query waits for its position at most. */
export const LONGEST_WAIT_MS = 5_000;

export interface ViewPositionPorts {
  readonly store: Pick<EventStore, 'lastPosition' | 'eventsBetween' | 'readStream'>;
  readonly views: ViewStore;
  readonly projections: readonly Projection[];
  /** A clock that never goes back, in milliseconds; the process's own unless given. */
  readonly elapsed?: () => number;
}

/** How the views stand, for health and metrics. */
export interface ViewHealth {
  /** What every view has seen; null before the first event. */
  readonly position: Position | null;
  readonly caughtUp: boolean;
  /** The events that some view has not seen. */
  readonly lagEvents: number;
  /** For how long the first of them has been waiting, since this process first looked; 0 when caught up. */
  readonly behindForMs: number;
  readonly parked: readonly ParkedStream[];
  /** The views that answer nothing until they have been built, and how far they are. */
  readonly beingBuilt: readonly BeingBuilt[];
}

export interface BeingBuilt {
  readonly projection: string;
  /** Whole, of the events there are. */
  readonly percent: number;
}

/** What somebody who follows the views waits for. */
export interface Beyond {
  /** What they have seen. */
  readonly position: Position | null;
  /** The projections that they follow, by name. */
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
  /** Whether they have, which is waited for `withinMs` at most, or until `signal` aborts. */
  goesBeyond(beyond: Beyond): Promise<boolean>;
  /** @throws ViewsOfAnotherLog */
  requireOwn(): Promise<void>;
  /** Whether every view answers, which is waited for `withinMs` at most: the first build over a short log takes no time. */
  untilReadable(withinMs: number): Promise<boolean>;
  /** @throws ViewsOfAnotherLog */
  health(): Promise<ViewHealth>;
  /** Projection by projection, for operators. */
  statuses(): Promise<readonly ProjectionStatus[]>;
}

/** Where the views stand, and waiting until they stand further. */
export function viewPosition({
  store,
  views,
  projections,
  elapsed = () => performance.now(),
}: ViewPositionPorts): ViewPosition {
  const behindFor = timeBehind(elapsed);
  const areOwn = ownViews({ store, views, elapsed });
  const bell = new EventEmitter().setMaxListeners(0);
  let looking: Promise<readonly ProjectionProgress[]> | null = null;
  let glance: { readonly at: number; readonly seen: Promise<readonly ProjectionProgress[]> } | null = null;

  /** One look serves everyone who asks while it is under way. */
  function look(): Promise<readonly ProjectionProgress[]> {
    looking ??= views.read((reader) => reader.progress()).finally(() => (looking = null));
    return looking;
  }

  const current = async (): Promise<Position | null> => earliestPosition(projections, await look());

  /** For those who wait for hours: however many they are, they look no oftener than one of them. */
  function glanced(): Promise<readonly ProjectionProgress[]> {
    const now = performance.now();
    if (!glance || now - glance.at >= GLANCE_EVERY_MS) glance = { at: now, seen: look() };
    return glance.seen;
  }

  function moved(): void {
    glance = null;
    bell.emit('moved');
  }

  async function waitFor(position: Position, withinMs = LONGEST_WAIT_MS): Promise<void> {
    if (hasReached(await current(), position)) return;
    // A position that the log has not given yet is no command's answer: waiting for it would only hold a place.
    if (!hasReached(await store.lastPosition(), position)) throw new NotYetVisible(position);
    if (!(await cameTrue(async () => hasReached(await current(), position), withinMs)))
      throw new NotYetVisible(position);
  }

  async function goesBeyond({ position, of, withinMs, signal }: Beyond): Promise<boolean> {
    const followed = projections.filter(({ name }) => of.includes(name));
    const goneOn = (reached: Position | null) => reached !== null && comparePositions(reached, position ?? '0') > 0;
    const holds = async () => signal.aborted || goneOn(earliestPosition(followed, await glanced()));
    return (await cameTrue(holds, withinMs, GLANCE_EVERY_MS)) && !signal.aborted;
  }

  function untilReadable(withinMs: number): Promise<boolean> {
    const areReadable = async () => (await beingBuilt(await store.lastPosition())).length === 0;
    return cameTrue(async () => (await areOwn()) && (await areReadable()), withinMs);
  }

  /** Looks whenever the views move, and now and then. */
  async function cameTrue(holds: () => Promise<boolean>, withinMs: number, everyMs = LOOK_AGAIN_MS): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (!(await holds())) {
      const left = until - performance.now();
      if (left <= 0) return false;
      await rung(bell, Math.min(left, everyMs));
    }
    return true;
  }

  async function requireOwn(): Promise<void> {
    if (!(await areOwn())) throw new ViewsOfAnotherLog();
  }

  async function health(): Promise<ViewHealth> {
    await requireOwn();
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
    if (last === null) return [];
    const found = await standings({ views, projections }, last);
    return found
      .filter(({ readable }) => !readable)
      .map(({ projection, rebuild }) => ({ projection, percent: rebuild?.percent ?? 0 }));
  }

  async function statuses(): Promise<readonly ProjectionStatus[]> {
    const last = await store.lastPosition();
    const found = await standings({ views, projections }, last);
    return Promise.all(found.map(async (each) => ({ ...each, lagEvents: await lagOf(each.position, last) })));
  }

  async function lagOf(position: Position | null, last: Position | null): Promise<number> {
    if (last === null || hasReached(position, last)) return 0;
    try {
      return await store.eventsBetween(position, last);
    } catch (error) {
      throw error instanceof UnknownPosition ? new ViewsOfAnotherLog() : error;
    }
  }

  return { moved, waitFor, goesBeyond, requireOwn, untilReadable, health, statuses };
}

async function rung(bell: EventEmitter, withinMs: number): Promise<void> {
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), withinMs);
  await once(bell, 'moved', { signal: timeUp.signal }).catch(() => undefined);
  clearTimeout(timer);
}
