import { isAborted, type Position } from '@jalon/kernel';
import { UnknownPosition } from '@jalon/ports';
import { answers, type QueryContext, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { readViews, requirePosition } from '../query/query-scope.js';
import { viewState, type ViewState } from '../query/view-state.js';
import { FOLLOWED, liveFeed, type LiveFeed } from './live-feed.handlers.js';
import { updateFor, type LiveUpdate } from './live.answers.js';
import { LiveEvents } from './live.queries.js';

/** The client has been told of everything that the caller may see up to `position`, these updates included. */
export interface LiveStep {
  readonly position: Position | null;
  readonly updates: readonly LiveUpdate[];
}

export interface LiveAnswer extends ViewState {
  /** Goes on until `signal` aborts, and gives no more than is consumed. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<LiveStep>;
}

/** How often a silent stream tells its position: proxies then keep it open, and a client that comes back reads little again. */
const HEARTBEAT_MS = 15_000;

/** Follows the views and not the log alone: a client that is told of an event finds its effect. */
export const liveHandlers = (ports: QueryPorts): readonly QueryHandler[] => {
  const feed = liveFeed(ports);
  return [
    answers(LiveEvents, async ({ after }, context): Promise<LiveAnswer> => {
      const state = await readViews(ports, context, (scope) => viewState(scope, FOLLOWED));
      const from = after === undefined ? state.position : await positionToFollow(ports, after);
      feed.requireReadable(from);
      return { ...state, follow: (signal) => follow(feed, context, from, signal) };
    }),
  ];
};

/** @throws QueryRefused POSITION_UNKNOWN */
async function positionToFollow(ports: QueryPorts, after: Position): Promise<Position | null> {
  if (after === '0') return null;
  await requirePosition(ports, after);
  await ports.store.readAt([after]).catch(async (error: unknown) => {
    if (!(error instanceof UnknownPosition)) throw error;
    refuseQuery('POSITION_UNKNOWN', { position: after, last: (await ports.store.lastPosition()) ?? '0' });
  });
  return after;
}

async function* follow(
  feed: LiveFeed,
  { caller }: QueryContext,
  from: Position | null,
  signal: AbortSignal,
): AsyncIterable<LiveStep> {
  let seen = from;
  let toldAt = performance.now();
  const untilHeartbeat = () => Math.max(0, HEARTBEAT_MS - (performance.now() - toldAt));
  const leave = feed.join();
  try {
    yield { position: seen, updates: [] };
    while (!signal.aborted) {
      const reading = feed.next(caller.tenant, seen);
      // The heartbeat does not wait for events, nor for a store that is slow to answer.
      while (!(await endsWithin(reading, untilHeartbeat(), signal))) {
        if (isAborted(signal)) return;
        toldAt = performance.now();
        yield { position: seen, updates: [] };
      }
      const page = await reading;
      if (!page) continue;
      seen = page.position;
      const { events, facts } = page;
      const updates = facts ? events.flatMap((event) => updateFor(event, facts, caller) ?? []) : [];
      if (updates.length === 0) continue;
      toldAt = performance.now();
      yield { position: seen, updates };
    }
  } finally {
    leave();
  }
}

/** Whether a read ends, well or not, within that time and before the signal aborts. An abandoned read may fail unheard. */
function endsWithin(reading: Promise<unknown>, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (ended: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
      resolve(ended);
    };
    const abandon = () => settle(false);
    const timer = setTimeout(abandon, ms);
    signal.addEventListener('abort', abandon);
    const end = () => settle(true);
    reading.then(end, end);
    if (signal.aborted) abandon();
  });
}
