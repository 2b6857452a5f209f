import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Row, RowKey, TenantId } from '@jalon/kernel';
import type { Condition, ViewReader } from '@jalon/ports';
import { everyRow } from '../query/every-row.js';
import type { Scope } from '../query/scope.js';

const KEYS_AT_ONCE = 500;

type ImpactRows = Readonly<
  Record<'missions' | 'mission_attribution' | 'hours' | 'outcomes' | 'evaluation_scores', readonly Row[]>
>;

/**
 * The rows that a report over whole months can count, and no more of the tenant's: the period's time entries and outcomes,
 * the missions that they are of or that ended in it, what these are attributed to, and how those that ended were scored.
 */
export async function impactRows(
  { views, tenant }: Pick<Scope, 'views' | 'tenant'>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ImpactRows> {
  const inMonths: readonly Condition[] = [
    ['month', '>=', from],
    ['month', '<=', to],
  ];
  const hours = await everyRow(views, 'hours', {
    tenant,
    where: inMonths,
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
  return {
    hours,
    missions,
    mission_attribution: await rowsOf(views, 'mission_attribution', attributed),
    outcomes: await everyRow(views, 'outcomes', { tenant, where: inMonths, by: ['month', 'mission', 'number'] }),
    evaluation_scores: await scoresOf(views, tenant, [...there]),
  };
}

const idOf = ({ id }: Row) => id as string;

async function rowsOf(views: ViewReader, table: string, keys: readonly RowKey[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const some of slices(keys, KEYS_AT_ONCE)) {
    for (const row of await views.rowsByKeys(table, some)) rows.push(row);
    await nextTurn();
  }
  return rows;
}

async function scoresOf(views: ViewReader, tenant: TenantId, missions: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const some of slices(missions, KEYS_AT_ONCE)) {
    const where: readonly Condition[] = [['mission', 'in', some]];
    const by = ['mission', 'party', 'criterion'];
    for (const row of await everyRow(views, 'evaluation_scores', { tenant, where, by })) rows.push(row);
  }
  return rows;
}

/** Some keys in pieces of at most `size`. */
function slices<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}
