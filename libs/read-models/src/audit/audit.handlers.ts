import { setImmediate as nextTurn } from 'node:timers/promises';
import { oversees } from '@jalon/access';
import { addDays, merged, positionOf, sortablePosition, type Position, type Row } from '@jalon/kernel';
import type { Condition, RowsQuery } from '@jalon/ports';
import { AuditEvents } from './audit.queries.js';
import { retryWhileUnavailable } from '@jalon/application';
import { completeness } from '../query/view-state.js';
import { equal, present } from '../query/rows.js';
import { inScope, requirePeriod, type Scope } from '../query/scope.js';
import { namesFor } from '../directory/names.answers.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { refuseQuery } from '../query/query-rejections.js';
import { pinnedAt, type WholeAnswer } from '../query/export-stream.js';
import { type EventShown, eventsShown } from './audit.answers.js';

const FIRST_PAGE = 50;
const MOST_ROWS_A_PAGE = 200;
/** What the bodies of a page weigh, about. */
const BYTES_A_PAGE = 131_072;

export const auditHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(AuditEvents, async (query, asking): Promise<WholeAnswer> => {
    if (!oversees(asking.caller)) return refuseQuery('QUERY_NOT_ALLOWED');
    requirePeriod(query);
    // Missions decide what may be shown, so no event is shown that their view has not seen.
    const { scope, state } = await inScope(ports, asking, async (found) => ({
      scope: found,
      state: await completeness(found, ['audit', 'missions']),
    }));
    const names = () => namesFor(ports, pinnedAt(asking, state.position));
    return { ...state, pages: pagesOf(ports, scope, query, state.position), names };
  }),
];

/** Page by page, each on a snapshot of its own: a slow reader holds nothing. */
async function* pagesOf(
  ports: QueryPorts,
  scope: Scope,
  query: AuditEvents,
  until: Position | null,
): AsyncIterable<readonly object[]> {
  if (until === null) return;
  const where = [...filtersOf(query), ['position', '<=', sortablePosition(until)] as const];
  let after: readonly string[] | undefined;
  let limit = FIRST_PAGE;
  do {
    const read = () => pageOf(ports, scope, query, { where, limit, ...(after && { after }) });
    const { rows, bytes, entries } = await (after ? retryWhileUnavailable(read) : read());
    yield entries;
    await nextTurn();
    after = rows.length < limit ? undefined : [rows.at(-1)?.['position'] as string];
    limit = fitting(rows.length, bytes);
  } while (after);
}

async function pageOf(
  ports: QueryPorts,
  scope: Scope,
  query: AuditEvents,
  page: Pick<RowsQuery, 'where' | 'limit' | 'after'>,
) {
  return ports.views.read(async (views) => {
    const rows = await views.rows('audit', { tenant: scope.tenant, order: { by: ['position'] }, ...page });
    const events = await eventsShown(ports, { ...scope, views }, rows);
    const bytes = events.reduce((sum, { event }) => sum + event.body.length, 0);
    return { rows, bytes, entries: entriesIn(events, query) };
  });
}

function filtersOf({ actor, stream, type, from, to }: AuditEvents): readonly Condition[] {
  return present([
    equal('person', actor),
    equal('stream', stream),
    equal('type', type),
    from === undefined ? null : ['recordedAt', '>=', from],
    to === undefined ? null : ['recordedAt', '<', addDays(to, 1)],
  ]);
}

/** How many rows a page takes, going by what the last one weighed: an event may hold a kilobyte, or a thousand. */
function fitting(rows: number, bytes: number): number {
  const fit = Math.floor((rows * BYTES_A_PAGE) / Math.max(bytes, 1));
  return Math.min(MOST_ROWS_A_PAGE, Math.max(1, fit));
}

function entriesIn(events: readonly EventShown[], query: AuditEvents): readonly object[] {
  return events.flatMap(({ event, row, shown }): readonly object[] => {
    if (shown.show === 'whole') return [merged(entryOf(row), { body: event.body })];
    // Found by its actor, even a masked entry would say who it was.
    if (shown.show === 'hidden' || query.actor !== undefined) return [];
    return [{ ...maskedEntry(row), masked: shown.because, opensOn: shown.opensOn ?? null }];
  });
}

function entryOf({ tenant: _, ...row }: Row): object {
  return merged(row, { position: positionOf(row['position'] as string) });
}

function maskedEntry({ position, stream, revision, category, streamId, type, recordedAt, hash }: Row): object {
  return { position: positionOf(position as string), stream, revision, category, streamId, type, recordedAt, hash };
}
