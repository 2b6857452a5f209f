import { hasReached } from '@jalon/application';
import { isAborted, type Position, type PositionToken, type TenantId } from '@jalon/kernel';
import { UnknownPosition } from '@jalon/ports';
import { answers, type QueryContext, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { positionGiven, readViews, requirePosition } from '../query/query-scope.js';
import { positionsSeen, viewState, type ViewState } from '../query/view-state.js';
import { FOLLOWED, liveFeed, type LiveFeed } from './live-feed.handlers.js';
import { updateFor, type LiveUpdate } from './live.answers.js';
import { LiveEvents } from './live.queries.js';

/**
 * The client has been told of everything that the caller may see up to `position`, these updates included: the tenant's last
 * event, since the place of a later one would tell how much others do.
 */
export interface LiveStep {
  readonly position: PositionToken | null;
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
      const { state, seen } = await readViews(ports, context, async (scope) => ({
        state: await viewState(scope, FOLLOWED),
        seen: await positionsSeen(scope.views, FOLLOWED),
      }));
      const { tenant } = context.caller;
      const start =
        after === undefined ? { from: seen.reached, told: state.position } : await startAfter(after, tenant);
      feed.requireReadable(start.from);
      return { ...state, follow: (signal) => follow(feed, context, start, signal) };

      async function startAfter(token: string, of: TenantId): Promise<Start> {
        if (token === FIRST) return { from: null, told: null };
        const position = positionGiven(ports, of, token);
        await requireEventAt(ports, position);
        const { own, reached } = seen;
        // Where only other tenants' events follow, these need not be read again.
        const isNewest = own !== null && hasReached(position, own) && hasReached(reached, position);
        return { from: isNewest ? reached : position, told: ports.positionTokens.give(of, position) };
      }
    }),
  ];
};

/** In the place of a position: begin with the first event. */
const FIRST = '0';

/** Where a stream begins to read the log, and what its client has been told of. */
interface Start {
  readonly from: Position | null;
  readonly told: PositionToken | null;
}

/** @throws QueryRefused POSITION_UNKNOWN */
async function requireEventAt(ports: QueryPorts, position: Position): Promise<void> {
  await requirePosition(ports, position);
  await ports.store.readAt([position]).catch((error: unknown) => {
    if (!(error instanceof UnknownPosition)) throw error;
    refuseQuery('POSITION_UNKNOWN');
  });
}

async function* follow(
  feed: LiveFeed,
  { caller }: QueryContext,
  start: Start,
  signal: AbortSignal,
): AsyncIterable<LiveStep> {
  let seen = start.from;
  let { told } = start;
  let toldAt = performance.now();
  const untilHeartbeat = () => Math.max(0, HEARTBEAT_MS - (performance.now() - toldAt));
  const leave = feed.join();
  try {
    yield { position: told, updates: [] };
    while (!signal.aborted) {
      const reading = feed.next(caller.tenant, seen);
      // The heartbeat does not wait for events, nor for a store that is slow to answer.
      while (!(await endsWithin(reading, untilHeartbeat(), signal))) {
        if (isAborted(signal)) return;
        toldAt = performance.now();
        yield { position: told, updates: [] };
      }
      const page = await reading;
      if (!page) continue;
      seen = page.position;
      const { events, facts } = page;
      told = events.at(-1)?.update.position ?? told;
      const updates = facts ? events.flatMap((event) => updateFor(event, facts, caller) ?? []) : [];
      if (updates.length === 0) continue;
      toldAt = performance.now();
      yield { position: told, updates };
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
