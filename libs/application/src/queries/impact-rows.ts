import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Row, RowKey } from '@jalon/kernel';
import type { ViewReader } from '../projections/view-store.js';
import { everyRow } from './every-row.js';
import type { Scope } from './scope.js';

const KEYS_AT_ONCE = 500;

/**
 * The rows that a report over whole months can count, and no more of the tenant's: the period's time entries, the missions
 * that they are of or that ended in it, and what these are attributed to.
 */
export async function impactRows(
  { views, tenant }: Pick<Scope, 'views' | 'tenant'>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Readonly<Record<'missions' | 'mission_attribution' | 'hours', readonly Row[]>>> {
  const hours = await everyRow(views, 'hours', {
    tenant,
    where: [
      ['month', '>=', from],
      ['month', '<=', to],
    ],
    by: ['month', 'mission', 'entryId'],
  });
  // Days compare as text: no month goes beyond a 31st.
  const ended = await everyRow(views, 'missions', {
    tenant,
    where: [
      ['endedOn', '>=', `${from}-01`],
      ['endedOn', '<=', `${to}-31`],
    ],
    by: ['endedOn', 'id'],
  });
  const there = new Set(ended.map(idOf));
  const others = [...new Set(hours.map(({ mission }) => mission as string))].filter((id) => !there.has(id));
  const missions = [
    ...ended,
    ...(await rowsOf(
      views,
      'missions',
      others.map((id) => ({ tenant, id })),
    )),
  ];
  const attributed = missions.map((mission) => ({ tenant, mission: idOf(mission) }));
  return { hours, missions, mission_attribution: await rowsOf(views, 'mission_attribution', attributed) };
}

const idOf = ({ id }: Row) => id as string;

async function rowsOf(views: ViewReader, table: string, keys: readonly RowKey[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let next = 0; next < keys.length; next += KEYS_AT_ONCE) {
    for (const row of await views.rowsByKeys(table, keys.slice(next, next + KEYS_AT_ONCE))) rows.push(row);
    await nextTurn();
  }
  return rows;
}
