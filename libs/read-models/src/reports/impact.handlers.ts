import { impactReport } from './impact.report.js';
import { audienceOf, oversees } from '@jalon/access';
import { isMonth, type Row, type RowKey, type TenantId } from '@jalon/kernel';
import type { Condition, ViewReader } from '@jalon/ports';
import { ruleBookOn, type TimeState } from '@jalon/rules';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { entryShown } from '../hours/hours.handlers.js';
import { everyRow } from '../query/rows.js';
import { listPage } from '../query/list-page.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { refuseQuery } from '../query/query-rejections.js';
import { inScope, openedInScope, type Scope } from '../query/scope.js';
import { completeness } from '../query/view-state.js';
import { ImpactEntries, ImpactReport } from './impact.queries.js';

const NO_ROWS = { missions: [], mission_attribution: [], hours: [], outcomes: [], evaluation_scores: [] };

export const reportHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ImpactReport, (query, asking) =>
    inScope(
      ports,
      asking,
      async (scope) => {
        const { from, to, groupBy } = query;
        const at = dateOfReading(query, scope);
        const audience = audienceOf(asking.caller, query.audience);
        const state = await completeness(scope, [impactReport.projection]);
        // Nothing is published of what lies incomplete: a publication of no rows says so.
        const rows = state.incomplete && audience === 'publication' ? NO_ROWS : await impactRows(scope, query);
        const answer = impactReport.report(rows, ruleBookOn(at), { from, to, groupBy, at, audience });
        return { ...answer, ...state, ...(state.incomplete && { publishable: false }) };
      },
      query.asOf,
    ),
  ),
  answers(ImpactEntries, async (query, asking) => {
    if (!oversees(asking.caller)) return refuseQuery('QUERY_NOT_ALLOWED');
    return openedInScope(
      ports,
      asking,
      async (scope) => {
        const at = dateOfReading(query, scope);
        const rules = ruleBookOn(at);
        const page = await listPage(scope, query, {
          projection: impactReport.projection,
          table: 'hours',
          join: { table: 'mission_attribution', on: { mission: 'mission' }, kind: 'inner' },
          where: entriesBehind(query),
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          show: entryShown(scope, (entry, mission) => {
            const countsAs = impactReport.stateOf(entry, mission, rules, at);
            return query.state === undefined || query.state === countsAs ? { ...entry, countsAs } : null;
          }),
        });
        return { ...page, at };
      },
      query.asOf,
    );
  }),
];

/** @throws QueryRefused for a period that is none, and a date to come: evaluations that are hidden today would be open */
function dateOfReading({ from, to, at }: Pick<ImpactReport, 'from' | 'to' | 'at'>, { today }: Scope): string {
  if (!isMonth(from) || !isMonth(to) || to < from) return refuseQuery('PERIOD_REVERSED', { from, to });
  return at === undefined || at <= today ? (at ?? today) : refuseQuery('AT_IN_FUTURE', { at, today });
}

const NOWHERE: Condition = { anyOf: [] };

/** The time entries that a report's row counts, or its total where no key is given, as far as columns can tell. */
export function entriesBehind({ from, to, groupBy, key, state }: ImpactEntries): readonly Condition[] {
  return [
    ['mission_attribution.basis', '<>', 'personal-time'],
    // Days compare as text: no month goes beyond a 31st.
    ['date', '>=', `${from}-01`],
    ['date', '<=', `${to}-31`],
    ...(key === undefined ? [] : underKey(groupBy, key)),
    ...(state === undefined ? [] : STORED_AS[state]),
  ];
}

function underKey(groupBy: ImpactEntries['groupBy'], key: string): readonly Condition[] {
  if (groupBy === 'month') return [isMonth(key) ? ['month', '=', key] : NOWHERE];
  const column = `mission_attribution.${groupBy}`;
  // Gathered in the row whose key is null.
  if (key === '') return [[column, '=', null]];
  if (groupBy !== 'sdg') return [[column, '=', key]];
  return [/^\d{1,2}$/.test(key) ? [column, '=', Number(key)] : NOWHERE];
}

const approved = (onDuty: boolean): readonly Condition[] => [
  ['state', '=', 'approved'],
  ['onDuty', '=', onDuty],
];
const inState = (state: string): readonly Condition[] => [['state', '=', state]];

/** Whether silence has lasted too long is asked of each entry: its mission's rules say. */
const STORED_AS: Readonly<Record<TimeState, readonly Condition[]>> = {
  confirmed: approved(true),
  confirmedOffDuty: approved(false),
  pending: inState('pending'),
  unanswered: inState('pending'),
  rejected: inState('rejected'),
  voided: inState('voided'),
};

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
