import { eventFacts, maskedEvent, visible, type MissionFacts } from '@jalon/access';
import { civilDateIn, foldProjection, streamName, type Row, type StoredEvent, type Table } from '@jalon/kernel';
import type { TableOf } from '../define-table.js';
import { peopleOf } from '../directory/party-people.answers.js';
import { hoursTable } from '../hours/hours.table.js';
import { cursorAfter, historyCursor } from '../query/list-page.js';
import { answers, type QueryContext, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { openFields, readViews, type QueryScope } from '../query/query-scope.js';
import { viewState } from '../query/view-state.js';
import { missionFacts, requireMission, visibleMission, withTotals } from './missions.answers.js';
import { hostHiding, tellsHost, withoutHost } from './manager-detail.answers.js';
import { missionHeadsTable, missionsProjection, missionsTable } from './missions.projection.js';
import { MissionHistory } from './missions.queries.js';

/** Answers that are read from a mission's events: its history, and the mission at a revision. */
export const missionHistoryHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(MissionHistory, async (query, context) => {
    const { tenant } = context.caller;
    const { row, revision, scope, state, hides } = await readViews(ports, context, async (found) => {
      const { row: seen, mission } = await requireMission(found, query.id);
      const state = await viewState(found, [missionsProjection]);
      const hides = (await hostHiding(found))(missionFacts(seen));
      return { row: seen, revision: mission.revision, scope: found, state, hides };
    });
    const from = query.cursor === undefined ? 0 : historyCursor(tenant, query.cursor);
    const stream = streamName({ category: 'mission', tenant, id: query.id });
    const items: object[] = [];
    let last = from - 1;
    for await (const event of ports.store.readStream(stream, { from, limit: query.limit })) {
      // The view decides what may be shown, so an event that it has not seen is not shown.
      if (event.envelope.revision > revision) break;
      last = event.envelope.revision;
      const item =
        hides && tellsHost(event.envelope) ? hostMasked(event) : historyItem(ports, event, missionFacts(row), scope);
      if (item) items.push(item);
    }
    const next = last < revision ? cursorAfter(tenant, [last + 1]) : null;
    return openFields(ports, { items, next, revision, ...state });
  }),
];

/** An event that would tell a manager the host of the mission. */
function hostMasked({ envelope: { revision, type, recordedAt } }: StoredEvent): object {
  return maskedEvent({ revision, type, recordedAt }, { show: 'masked', because: 'manager-detail' });
}

/**
 * One event of a history: who, when, why in their words, and what it changed. A masked one says only that something
 * happened, why it is not shown and, where that is known, from which day it will be; null for one that the caller never sees.
 */
function historyItem(
  { registry }: QueryPorts,
  { envelope, position }: StoredEvent,
  mission: MissionFacts,
  { caller, today, given }: QueryScope,
): object | null {
  const { revision, type, recordedAt, actor, data } = envelope;
  const shown = visible(eventFacts(registry.definitionOf(type), envelope), mission, caller, today);
  switch (shown.show) {
    case 'hidden':
      return null;
    case 'masked':
      return maskedEvent({ revision, type, recordedAt }, shown);
    case 'whole': {
      const { reason, comment, ...changes } = data;
      return { revision, position: given(position), type, recordedAt, actor, why: reason ?? comment ?? null, changes };
    }
  }
}

/**
 * A mission at a revision: the projection of the views, folded over the first events of its stream, and shown as on the day
 * of the last of them.
 *
 * @throws QueryRefused NOT_FOUND; REVISION_UNKNOWN for a revision that the view has not seen
 */
export async function missionAtRevision(
  ports: QueryPorts,
  context: QueryContext,
  id: string,
  revision: number,
): Promise<object> {
  const { scope, currentRow, state, hides } = await readViews(ports, context, async (found) => {
    const { row } = await requireRevision(found, id, revision);
    const hides = (await hostHiding(found))(missionFacts(row));
    return { scope: found, currentRow: row, state: await viewState(found, [missionsProjection]), hides };
  });
  const stream = streamName({ category: 'mission', tenant: scope.tenant, id });
  const events: StoredEvent[] = [];
  for await (const event of ports.store.readStream(stream, { from: 0, limit: revision + 1 })) events.push(event);
  const rowsOf = foldedRows(events);
  const row = rowsOf(missionsTable).find((candidate) => candidate.id === id);
  const today = civilDateIn(scope.zone, events.at(-1)?.envelope.recordedAt ?? ports.clock.now());
  const whole = row && visibleMission(row, { ...scope, today }, currentRow);
  if (!whole) return refuseQuery('NOT_FOUND');
  const shown = hides ? withoutHost(whole) : whole;
  const [mission] = withTotals([shown], { heads: rowsOf(missionHeadsTable), hours: rowsOf(hoursTable) });
  return { ...mission, people: await readViews(ports, context, (now) => peopleOf(now, [shown])), ...state };
}

async function requireRevision(scope: QueryScope, id: string, revision: number) {
  const { views } = scope;
  const row = await views.row(missionsTable, { id });
  const head = await views.row(missionHeadsTable, { id });
  if (!row || !visibleMission(row, scope)) return refuseQuery('NOT_FOUND');
  const last = head?.revision ?? -1;
  if (revision > last) return refuseQuery('REVISION_UNKNOWN', { revision, last });
  return { row };
}

/** What the projection of missions makes of a history, table by table. */
function foldedRows(events: readonly StoredEvent[]): <R>(table: TableOf<R>) => readonly R[] {
  const rows = foldProjection(missionsProjection, events);
  return <R>(table: TableOf<R>) => rows.rowsOf(table).map((row) => inColumnOrder(table, row) as R);
}

/** In the order in which the view store returns columns. */
function inColumnOrder({ columns }: Table, row: Row): Row {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, row[name] ?? null]));
}
