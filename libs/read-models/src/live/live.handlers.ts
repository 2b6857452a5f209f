import { StoreUnavailable } from '@jalon/ports';
import { setTimeout as pause } from 'node:timers/promises';
import { oversees } from '@jalon/access';
import { positionOf, sortablePosition, type Position, type Row } from '@jalon/kernel';
import { tryWhileUnavailable } from '@jalon/application';
import { answers, type QueryContext, type QueryHandler } from '../query/query-handler.js';
import { completeness, type Standing } from '../query/view-state.js';
import { type EventShown, eventsShown } from '../audit/audit.answers.js';
import type { QueryPorts } from '../query/query-ports.js';
import { inScope, requirePosition, type Scope } from '../query/scope.js';
import { LiveEvents } from './live.queries.js';

/**
 * That something happened, without its content: whoever is told reads it through a query, which shows what they may see of
 * it. Masked, it says why.
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

/** How far the reader has been told of everything that they may see; without an update where there was nothing for them. */
export interface ToldUntil {
  readonly position: Position | null;
  readonly update: LiveUpdate | null;
}

export interface LiveAnswer extends Standing {
  /** Goes on until `signal` aborts, and reads on only as fast as it is read. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<ToldUntil>;
}

const EVENTS_A_PAGE = 200;
/** What happens within this time is told together, so that a busy hour does not read the views for each event. */
const GATHER_MS = 100;
/** A reader for whom nothing happens is told so as often: it keeps proxies from closing, and what has been read from being read again. */
const QUIET_MS = 15_000;

/** A server starts anew, or a cluster chooses its leader, within it; who would be let go sooner would come back to a refusal. */
const LONGEST_SILENCE_MS = 60_000;

/** The projections that say what may be shown. */
const BEHIND = ['audit', 'missions', 'marketplace'];

/** Driven by the views and not by the log: a dashboard that is told of something finds it. */
export const liveHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(LiveEvents, async ({ after }, asking): Promise<LiveAnswer> => {
    const standing = await inScope(ports, asking, (scope) => completeness(scope, BEHIND));
    if (after !== undefined) await requirePosition(ports, after);
    const from = after ?? standing.position;
    return { ...standing, follow: (signal) => follow(ports, asking, from, signal) };
  }),
];

async function* follow(
  ports: QueryPorts,
  asking: QueryContext,
  from: Position | null,
  signal: AbortSignal,
): AsyncIterable<ToldUntil> {
  let seen = from;
  let toldAt = performance.now();
  const quietLeft = () => Math.max(0, QUIET_MS - (performance.now() - toldAt));
  const tryRead = tryWhileUnavailable({
    giveUpAfterMs: LONGEST_SILENCE_MS,
    countedFrom: 'first-failure',
    signal,
    isTemporary: (error) => error instanceof StoreUnavailable,
  });
  yield { position: seen, update: null };
  while (!signal.aborted) {
    const beyond = { position: seen, of: BEHIND, withinMs: quietLeft(), signal };
    const reading = tryRead(async () =>
      (await ports.position.goesBeyond(beyond)) ? pageAfter(ports, asking, beyond.position) : null,
    );
    // A store that takes its time to answer keeps nobody from being told that nothing has come.
    while (!(await comesWithin(reading, quietLeft(), signal))) {
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
    if (quietLeft() > 0) continue;
    yield { position: seen, update: null };
    toldAt = performance.now();
  }
}

/** Whether a reading ends, well or not, within that time and before the signal aborts; one that is left behind may fail unheard. */
function comesWithin(reading: Promise<unknown>, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const tell = (came: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      resolve(came);
    };
    const leave = () => tell(false);
    const timer = setTimeout(leave, ms);
    signal.addEventListener('abort', leave);
    const came = () => tell(true);
    reading.then(came, came);
    if (signal.aborted) leave();
  });
}

/** Asked again after each wait: the compiler believes that it cannot have changed. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

interface Page {
  readonly updates: readonly LiveUpdate[];
  /** Everything until there has been looked at. */
  readonly position: Position | null;
  readonly full: boolean;
}

/** On a snapshot of its own, so that a slow reader holds nothing; and shown by what may be seen at that moment. */
function pageAfter(ports: QueryPorts, asking: QueryContext, after: Position | null): Promise<Page> {
  return inScope(ports, asking, async (scope) => {
    const { position } = await completeness(scope, BEHIND);
    if (position === null) return { updates: [], position: after, full: false };
    const rows = await scope.views.rows('audit', {
      tenant: scope.tenant,
      where: [['position', '<=', sortablePosition(position)]],
      order: { by: ['position'] },
      after: [sortablePosition(after ?? '0')],
      limit: EVENTS_A_PAGE,
    });
    const full = rows.length === EVENTS_A_PAGE;
    const last = rows.at(-1);
    return {
      updates: (await eventsShown(ports, scope, await withoutOthersOffers(scope, rows))).flatMap(updateOf),
      position: full && last ? positionOf(last['position'] as string) : position,
      full,
    };
  });
}

/** An offer is its employee's and those who oversee offers, as in their list: to others it is not there. */
async function withoutOthersOffers({ views, tenant, caller }: Scope, rows: readonly Row[]): Promise<readonly Row[]> {
  const isOffers = ({ category }: Row) => category === 'offer';
  if (oversees(caller) || !rows.some(isOffers)) return rows;
  const keys = [...new Set(rows.filter(isOffers).map(({ streamId }) => streamId as string))];
  const offers = await views.rowsByKeys(
    'offers',
    keys.map((id) => ({ tenant, id })),
  );
  const own = new Set(offers.filter(({ employee }) => employee === caller.person).map(({ id }) => id));
  return rows.filter((row) => !isOffers(row) || own.has(row['streamId'] as string));
}

function updateOf({ row, shown }: EventShown): readonly LiveUpdate[] {
  if (shown.show === 'hidden') return [];
  const masked = shown.show === 'masked' && { masked: shown.because, opensOn: shown.opensOn ?? null };
  return [{ ...told(row), ...masked }];
}

function told({ position, stream, category, streamId, revision, type, recordedAt }: Row): LiveUpdate {
  const place = { position: positionOf(position as string), stream, category, streamId, revision };
  return { ...place, type, recordedAt } as LiveUpdate;
}
