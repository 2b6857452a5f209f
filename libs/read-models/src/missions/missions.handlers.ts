import { missionsProjection } from './missions.projection.js';
import {
  type Caller,
  civilDateIn,
  foldProjection,
  type Projection,
  type Row,
  type StoredEvent,
  streamName,
  type StreamName,
  type Table,
} from '@jalon/kernel';
import type { Condition } from '@jalon/ports';
import { equal, present } from '../query/rows.js';
import { cursorAfter, cursorRevision } from '../query/cursor.js';
import { listPage } from '../query/list-page.js';
import { inScope, opened, openedInScope, requirePeriod, type Scope } from '../query/scope.js';
import { answers, type QueryContext, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { refuseQuery } from '../query/query-rejections.js';
import { completeness, type Standing } from '../query/view-state.js';
import {
  asItStands,
  besideBoard,
  historyEntry,
  missionAnswer,
  type MissionAnswer,
  missionFacts,
  missionsSeenBy,
  wholeMissions,
} from './missions.answers.js';
import { GetMission, ListMissions, MissionHistory } from './missions.queries.js';

export const missionHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListMissions, async (query, asking) => {
    requirePeriod(query);
    return openedInScope(
      ports,
      asking,
      (scope) =>
        listPage(scope, query, {
          projection: 'missions',
          table: 'missions',
          where: conditionsOf(query, asking.caller),
          order: { by: ['proposedAt', 'id'], direction: 'descending' },
          show: async (row) => missionAnswer(row, scope, await asItStands(scope, row)),
          complete: (missions) => completed(scope, missions),
        }),
      query.asOf,
    );
  }),

  answers(GetMission, async ({ id, asOf, revision }, asking) => {
    if (revision === undefined) return openedInScope(ports, asking, (scope) => oneMission(scope, id), asOf);
    if (asOf !== undefined) return refuseQuery('AS_OF_AND_REVISION');
    return opened(ports, await missionAtRevision(ports, asking, id, revision));
  }),

  answers(MissionHistory, async (query, asking) => {
    const { tenant } = asking.caller;
    const {
      row,
      mission: { revision },
      scope,
      state,
    } = await inScope(ports, asking, async (found) => ({
      ...(await missionSeen(found, query.id)),
      state: await completeness(found, ['missions']),
      scope: found,
    }));
    const from = query.cursor === undefined ? 0 : cursorRevision(tenant, query.cursor);
    const stream = streamName({ category: 'mission', tenant, id: query.id });
    const items: object[] = [];
    let last = from - 1;
    for await (const event of ports.store.readStream(stream, { from, limit: query.limit })) {
      // The board decides what may be shown, so nothing is shown that it has not seen.
      if (event.envelope.revision > revision) break;
      last = event.envelope.revision;
      const entry = historyEntry(event, ports.registry.definitionOf(event.envelope.type), missionFacts(row), scope);
      if (entry) items.push(entry);
    }
    return opened(ports, { items, next: last < revision ? cursorAfter(tenant, [last + 1]) : null, revision, ...state });
  }),
];

async function oneMission(scope: Scope, id: string): Promise<object> {
  const { mission } = await missionSeen(scope, id);
  return { ...mission, ...(await completeness(scope, ['missions'])) };
}

async function missionSeen(scope: Scope, id: string) {
  const row = await scope.views.row('missions', { tenant: scope.tenant, id });
  const shown = row && missionAnswer(row, scope, await asItStands(scope, row));
  if (!row || !shown) return refuseQuery('NOT_FOUND');
  const [mission] = await completed(scope, [shown]);
  return mission ? { row, mission } : refuseQuery('NOT_FOUND');
}

async function completed({ views, tenant }: Scope, missions: readonly MissionAnswer[]) {
  return wholeMissions(missions, await besideBoard(views, tenant, missions));
}

function conditionsOf(query: ListMissions, caller: Caller): readonly Condition[] {
  return present([
    missionsSeenBy(caller),
    ...statusCondition(query.status, caller),
    equal('employee', query.employee),
    equal('organisation', query.organisation),
    equal('need', query.need),
    equal('employer', query.employer),
    equal('basis', query.basis),
    query.from === undefined ? null : ['endsOn', '>=', query.from],
    query.to === undefined ? null : ['startsOn', '<=', query.to],
  ]);
}

/** As the caller sees it: `declined` are the refusals that are their own, `not-retained` all the others. */
function statusCondition(status: ListMissions['status'], caller: Caller): readonly Condition[] {
  if (status === undefined) return [];
  if (status !== 'declined' && status !== 'not-retained') return [['status', '=', status]];
  const theirs = status === 'declined' ? ownRefusal(caller) : othersRefusal(caller);
  return [['status', '=', 'declined'], ...theirs];
}

function ownRefusal(caller: Caller): readonly Condition[] {
  const authored: readonly Condition[] = [['decliner', '=', caller.person]];
  const organisation = spokenFor(caller);
  if (organisation === null) return authored;
  const byTheirs: readonly Condition[] = [
    ['declinedBy', '=', 'organisation'],
    ['organisation', '=', organisation],
  ];
  return [{ anyOf: [authored, byTheirs] }];
}

function othersRefusal(caller: Caller): readonly Condition[] {
  const notAuthored: Condition = ['decliner', '<>', caller.person];
  const organisation = spokenFor(caller);
  if (organisation === null) return [notAuthored];
  const notByTheirs: Condition = {
    anyOf: [[['declinedBy', '<>', 'organisation']], [['organisation', '<>', organisation]]],
  };
  return [notAuthored, notByTheirs];
}

const spokenFor = ({ roles, organisation }: Caller) => (roles.includes('organisation') ? organisation : null);

/**
 * A mission in the shape that it always has, folded by the board's own projection over the first events of its stream, up
 * to `revision`; shown as on the day of that event.
 *
 * @throws QueryRefused NOT_FOUND, REVISION_UNKNOWN for one that the board has not seen
 */
export async function missionAtRevision(
  ports: QueryPorts,
  asking: QueryContext,
  id: string,
  revision: number,
): Promise<object> {
  const { scope, stands, standing } = await inScope(ports, asking, (found) => asSeenNow(found, id, revision));
  const events = await eventsUpTo(ports, streamName({ category: 'mission', tenant: scope.tenant, id }), revision);
  const rows = rowsAfter(missionsProjection, events);
  const row = rows('missions').find((candidate) => candidate['id'] === id);
  const today = civilDateIn(scope.zone, events.at(-1)?.envelope.recordedAt ?? ports.clock.now());
  const shown = row && missionAnswer(row, { ...scope, today }, stands);
  if (!shown) return refuseQuery('NOT_FOUND');
  const [mission] = wholeMissions([shown], { heads: rows('mission_heads'), hours: rows('hours') });
  return { ...mission, ...standing };
}

async function eventsUpTo(
  { store }: QueryPorts,
  stream: StreamName,
  revision: number,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.readStream(stream, { from: 0, limit: revision + 1 })) events.push(event);
  return events;
}

/** What a projection makes of a history, table by table. */
function rowsAfter(projection: Projection, events: readonly StoredEvent[]): (table: string) => readonly Row[] {
  const rows = foldProjection(projection, events);
  return (name) =>
    projection.tables
      .filter((table) => table.name === name)
      .flatMap((table) => rows.rowsOf(table).map((row) => inOrder(table, row)));
}

/** In the order in which the table's rows are read back. */
function inOrder({ columns }: Table, row: Row): Row {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, row[name] ?? null]));
}

async function asSeenNow(
  scope: Scope,
  id: string,
  revision: number,
): Promise<{ readonly scope: Scope; readonly stands: Row; readonly standing: Standing }> {
  const { views, tenant } = scope;
  const stands = await views.row('missions', { tenant, id });
  const head = await views.row('mission_heads', { tenant, id });
  if (!stands || !missionAnswer(stands, scope)) return refuseQuery('NOT_FOUND');
  const last = Number(head?.['revision'] ?? -1);
  if (revision > last) return refuseQuery('REVISION_UNKNOWN', { revision, last });
  return { scope, stands, standing: await completeness(scope, ['missions']) };
}
