import { setTimeout as pause } from 'node:timers/promises';
import { oversees } from '@jalon/access';
import { positionOf, sortablePosition, type Position, type Row } from '@jalon/kernel';
import type { Asking } from './asking.js';
import { completeness, type Standing } from './completeness.js';
import { eventsShown, type EventShown } from './events-shown.js';
import { LiveEvents } from './live.queries.js';
import { answers, type QueryHandler } from './query-handler.js';
import type { QueryPorts } from './query-ports.js';
import { requirePosition } from './require-position.js';
import { inScope, type Scope } from './scope.js';

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
  asking: Asking,
  from: Position | null,
  signal: AbortSignal,
): AsyncIterable<ToldUntil> {
  let seen = from;
  let toldAt = performance.now();
  yield { position: seen, update: null };
  while (!signal.aborted) {
    const quietFor = performance.now() - toldAt;
    if (
      await ports.position.goesBeyond({
        position: seen,
        of: BEHIND,
        withinMs: Math.max(0, QUIET_MS - quietFor),
        signal,
      })
    ) {
      const page = await pageAfter(ports, asking, seen);
      for (const update of page.updates) yield { position: update.position, update };
      seen = page.position;
      if (page.updates.length > 0) toldAt = performance.now();
      if (!page.full) await pause(GATHER_MS, undefined, { signal }).catch(() => undefined);
    }
    if (performance.now() - toldAt < QUIET_MS) continue;
    yield { position: seen, update: null };
    toldAt = performance.now();
  }
}

interface Page {
  readonly updates: readonly LiveUpdate[];
  /** Everything until there has been looked at. */
  readonly position: Position | null;
  readonly full: boolean;
}

/** On a snapshot of its own, so that a slow reader holds nothing; and shown by what may be seen at that moment. */
function pageAfter(ports: QueryPorts, asking: Asking, after: Position | null): Promise<Page> {
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
