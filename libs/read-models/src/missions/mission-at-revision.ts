import { civilDateIn, foldProjection, streamName } from '@jalon/kernel';
import type { Projection, Row, StoredEvent, StreamName, Table } from '@jalon/kernel';
import type { QueryContext } from '../query/query-context.js';
import { completeness, type Standing } from '../query/view-state.js';
import type { QueryPorts } from '../query/query-ports.js';
import { refuseQuery } from '../query/query-rejections.js';
import { inScope, type Scope } from '../query/scope.js';
import { missionAnswer } from './mission-answer.js';
import { wholeMissions } from './mission-board.js';

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
  const rows = rowsAfter(ports.board, events);
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
