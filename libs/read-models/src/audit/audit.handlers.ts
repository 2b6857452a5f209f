import { setImmediate as nextTurn } from 'node:timers/promises';
import { maskedEvent } from '@jalon/access';
import { retryWhileUnavailable } from '@jalon/application';
import { addDays, merged, positionOf, sortablePosition, type Position } from '@jalon/kernel';
import { actsProjection } from '../acts/acts.projection.js';
import { directoryProjection } from '../directory/directory.projection.js';
import { cachedNames } from '../directory/names.answers.js';
import { missionsProjection } from '../missions/missions.projection.js';
import { pinnedTo, type ExportAnswer } from '../query/list-export.js';
import { cursorAfter, listCursor } from '../query/list-page.js';
import type { ListQuery } from '../query/list.queries.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { readViews, requirePeriod, type QueryScope } from '../query/query-scope.js';
import { equal, tableReader, type Filters, type RowsOf } from '../query/table-reader.js';
import { positionsSeen, viewState } from '../query/view-state.js';
import { readVisibleEvents, type VisibleEvent } from './audit.answers.js';
import { auditProjection, auditTable, type AuditRow } from './audit.projection.js';
import { AuditEvents, ListImproperApprovals } from './audit.queries.js';
import { improperApprovals, type ImproperApproval } from './improper-approvals.answers.js';

const ROWS_OF_FIRST_PAGE = 50;
const MOST_ROWS_A_PAGE = 200;
/** About how many bytes of bodies a page should hold. */
const BYTES_A_PAGE = 131_072;

export const auditHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(AuditEvents, async (query, context): Promise<ExportAnswer> => {
    requirePeriod(query);
    // Missions decide what may be shown, so an event that their view has not seen is not shown.
    const seen = [auditProjection, missionsProjection];
    const { scope, state, reached } = await readViews(ports, context, async (found) => ({
      scope: found,
      state: await viewState(found, seen),
      reached: (await positionsSeen(found.views, seen)).reached,
    }));
    const names = () => cachedNames(ports, pinnedTo(state.position, context));
    return { ...state, pages: pagesOf(ports, scope, query, reached), names };
  }),

  answers(ListImproperApprovals, (query, context) =>
    readViews(ports, context, async (scope) => ({
      ...pageOfApprovals(scope, query, await improperApprovals(scope)),
      ...(await viewState(scope, [missionsProjection, directoryProjection, actsProjection])),
    })),
  ),
];

/** They are few, and two views hold them: all are read for each page. */
function pageOfApprovals({ tenant }: QueryScope, { limit, cursor }: ListQuery, all: readonly ImproperApproval[]) {
  const after = cursor === undefined ? null : listCursor(tenant, cursor, 3);
  const following = all
    .map((item) => ({ item, place: [item.approvedAt, item.mission, item.entryId ?? ''] }))
    .filter(({ place }) => after === null || isLater(after, place))
    .sort((one, other) => (isLater(one.place, other.place) ? -1 : 1));
  const shown = following.slice(0, limit);
  const last = shown.at(-1);
  const next = following.length > limit && last ? cursorAfter(tenant, last.place) : null;
  return { items: shown.map(({ item }) => item), next };
}

/** Whether texts come later than others, by the first of them that differs. */
function isLater(one: readonly string[], other: readonly string[]): boolean {
  const differing = one.findIndex((text, index) => text !== other[index]);
  return differing >= 0 && (one[differing] ?? '') > (other[differing] ?? '');
}

/** Each page is read from a snapshot of its own, so a slow client holds none open. */
async function* pagesOf(
  ports: QueryPorts,
  scope: QueryScope,
  query: AuditEvents,
  until: Position | null,
): AsyncIterable<readonly object[]> {
  if (until === null) return;
  const where: Filters<AuditRow> = [...filtersOf(query), ['position', '<=', sortablePosition(until)]];
  let after: readonly string[] | undefined;
  let limit = ROWS_OF_FIRST_PAGE;
  do {
    const read = () => readPage(ports, scope, query, { where, limit, ...(after && { after }) });
    const { rows, bytes, items } = await (after ? retryWhileUnavailable(read) : read());
    yield items;
    await nextTurn();
    const last = rows.at(-1);
    after = last && rows.length === limit ? [last.position] : undefined;
    limit = rowsOfNextPage(rows.length, bytes);
  } while (after);
}

async function readPage(
  ports: QueryPorts,
  scope: QueryScope,
  query: AuditEvents,
  page: Pick<RowsOf<AuditRow>, 'where' | 'limit' | 'after'>,
) {
  return ports.views.read(async (reader) => {
    const views = tableReader(reader, scope.tenant);
    const rows = await views.rows(auditTable, { order: { by: ['position'] }, ...page });
    const events = await readVisibleEvents(ports, { ...scope, views }, rows);
    const bytes = events.reduce((sum, { event }) => sum + event.body.length, 0);
    return { rows, bytes, items: itemsFrom(events, query, scope) };
  });
}

function filtersOf({ actor, stream, type, from, to }: AuditEvents): Filters<AuditRow> {
  return [
    equal('person', actor),
    equal('stream', stream),
    equal('type', type),
    from === undefined ? null : ['recordedAt', '>=', from],
    to === undefined ? null : ['recordedAt', '<', addDays(to, 1)],
  ];
}

/** How many rows the next page takes, by the weight of the last one: an event may hold a kilobyte, or a thousand. */
function rowsOfNextPage(rows: number, bytes: number): number {
  const fit = Math.floor((rows * BYTES_A_PAGE) / Math.max(bytes, 1));
  return Math.min(MOST_ROWS_A_PAGE, Math.max(1, fit));
}

function itemsFrom(
  events: readonly VisibleEvent[],
  query: AuditEvents,
  { given }: Pick<QueryScope, 'given'>,
): readonly object[] {
  return events.flatMap(({ event, row, shown }): readonly object[] => {
    const { tenant: _, ...columns } = row;
    const item = merged(columns, { position: given(positionOf(row.position)) });
    if (shown.show === 'whole') return [merged(item, { body: event.body })];
    // Found by its actor, even a masked event would tell who it was.
    if (shown.show === 'hidden' || query.actor !== undefined) return [];
    return [maskedEvent(item, shown)];
  });
}
