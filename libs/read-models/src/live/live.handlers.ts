import { setTimeout as pause } from 'node:timers/promises';
import { maskedEvent, maySeePerson, oversees } from '@jalon/access';
import { tryWhileUnavailable } from '@jalon/application';
import { PersonLeft } from '@jalon/directory/events';
import { isAborted, positionOf, sortablePosition, type Position } from '@jalon/kernel';
import { StoreUnavailable } from '@jalon/ports';
import { readVisibleEvents, type VisibleEvent } from '../audit/audit.answers.js';
import { auditProjection, auditTable, type AuditRow } from '../audit/audit.projection.js';
import { marketplaceProjection } from '../marketplace/marketplace.projection.js';
import { offersTable } from '../marketplace/offers.table.js';
import { missionsProjection } from '../missions/missions.projection.js';
import { answers, type QueryContext, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { readViews, requirePosition, type QueryScope } from '../query/query-scope.js';
import { viewState, type ViewState } from '../query/view-state.js';
import { LiveEvents } from './live.queries.js';

/**
 * Tells that an event happened, without its content: the client reads that through a query, which shows what the caller may
 * see of it. A masked update says why it is masked.
 */
export interface LiveUpdate {
  readonly position: Position;
  readonly stream: string;
  readonly category: string;
  readonly streamId: string;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: string;
  readonly masked?: string;
  readonly opensOn?: string | null;
}

/** The client has been told of everything that the caller may see up to `position`, which may be nothing. */
export interface LiveStep {
  readonly position: Position | null;
  readonly update: LiveUpdate | null;
}

export interface LiveAnswer extends ViewState {
  /** Goes on until `signal` aborts, and reads no faster than it is consumed. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<LiveStep>;
}

const EVENTS_A_PAGE = 200;
/** Events of this time are told together, so that a busy hour does not read the views for each event. */
const GATHER_MS = 100;
/** How often a silent stream tells its position: proxies then keep it open, and a client that comes back reads little again. */
const HEARTBEAT_MS = 15_000;
/** A server restarts, or a cluster elects its leader, within it. A client cut off sooner would come back to a refusal. */
const STORE_AWAY_FOR_MS = 60_000;

/** The projections that decide what may be shown. */
const FOLLOWED = [auditProjection, missionsProjection, marketplaceProjection];

/** Follows the views and not the log: a client that is told of an event finds its effect. */
export const liveHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(LiveEvents, async ({ after }, context): Promise<LiveAnswer> => {
    const state = await readViews(ports, context, (scope) => viewState(scope, FOLLOWED));
    if (after !== undefined) await requirePosition(ports, after);
    const from = after ?? state.position;
    return { ...state, follow: (signal) => follow(ports, context, from, signal) };
  }),
];

async function* follow(
  ports: QueryPorts,
  context: QueryContext,
  from: Position | null,
  signal: AbortSignal,
): AsyncIterable<LiveStep> {
  let seen = from;
  let toldAt = performance.now();
  const untilHeartbeat = () => Math.max(0, HEARTBEAT_MS - (performance.now() - toldAt));
  const tryRead = tryWhileUnavailable({
    giveUpAfterMs: STORE_AWAY_FOR_MS,
    countedFrom: 'first-failure',
    signal,
    isTemporary: (error) => error instanceof StoreUnavailable,
  });
  yield { position: seen, update: null };
  while (!signal.aborted) {
    const beyond = { position: seen, of: FOLLOWED.map(({ name }) => name), withinMs: untilHeartbeat(), signal };
    const reading = tryRead(async () =>
      (await ports.position.goesBeyond(beyond)) ? readPage(ports, context, beyond.position) : null,
    );
    // The heartbeat does not wait for a store that is slow to answer.
    while (!(await endsWithin(reading, untilHeartbeat(), signal))) {
      if (isAborted(signal)) return;
      yield { position: seen, update: null };
      toldAt = performance.now();
    }
    const page = await reading;
    if (page) {
      for (const update of page.updates) yield { position: update.position, update };
      seen = page.position;
      if (page.updates.length > 0) toldAt = performance.now();
      if (!page.full) await pause(GATHER_MS, undefined, { signal }).catch(() => undefined);
    }
    if (untilHeartbeat() > 0) continue;
    yield { position: seen, update: null };
    toldAt = performance.now();
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

interface Page {
  readonly updates: readonly LiveUpdate[];
  /** Every event up to here has been read. */
  readonly position: Position | null;
  readonly full: boolean;
}

/** Reads from a snapshot of its own, so a slow client holds none open, and shows what may be seen at that moment. */
function readPage(ports: QueryPorts, context: QueryContext, after: Position | null): Promise<Page> {
  return readViews(ports, context, async (scope) => {
    const { position } = await viewState(scope, FOLLOWED);
    if (position === null) return { updates: [], position: after, full: false };
    const rows = await scope.views.rows(auditTable, {
      where: [['position', '<=', sortablePosition(position)]],
      order: { by: ['position'] },
      after: [sortablePosition(after ?? '0')],
      limit: EVENTS_A_PAGE,
    });
    const full = rows.length === EVENTS_A_PAGE;
    const last = rows.at(-1);
    const events = await readVisibleEvents(
      ports,
      scope,
      await withoutOthersOffers(scope, withoutOthersLeaving(scope, rows)),
    );
    return {
      updates: events.flatMap(updatesOf),
      position: full && last ? positionOf(last.position) : position,
      full,
    };
  });
}

/** That somebody leaves is shown to those who may see the person, as in the list of people. */
function withoutOthersLeaving({ caller }: QueryScope, rows: readonly AuditRow[]): readonly AuditRow[] {
  return rows.filter(({ type, streamId }) => type !== PersonLeft.type || maySeePerson(streamId, caller));
}

/** Offers are shown to their employee and to those who oversee offers, as in their list. */
async function withoutOthersOffers(
  { views, caller }: QueryScope,
  rows: readonly AuditRow[],
): Promise<readonly AuditRow[]> {
  const isOffers = ({ category }: AuditRow) => category === 'offer';
  if (oversees(caller) || !rows.some(isOffers)) return rows;
  const ids = [...new Set(rows.filter(isOffers).map(({ streamId }) => streamId))];
  const offers = await views.rowsByKeys(
    offersTable,
    ids.map((id) => ({ id })),
  );
  const own = new Set(offers.filter(({ employee }) => employee === caller.person).map(({ id }) => id));
  return rows.filter((row) => !isOffers(row) || own.has(row.streamId));
}

function updatesOf({ row, shown }: VisibleEvent): readonly LiveUpdate[] {
  if (shown.show === 'hidden') return [];
  const { stream, category, streamId, revision, type, recordedAt } = row;
  const update = { position: positionOf(row.position), stream, category, streamId, revision, type, recordedAt };
  return [shown.show === 'masked' ? maskedEvent(update, shown) : update];
}
