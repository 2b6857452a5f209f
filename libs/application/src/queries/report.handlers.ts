import { audienceOf } from '@jalon/access';
import { isMonth, type Row } from '@jalon/kernel';
import { ruleSetOn } from '@jalon/rules';
import { completeness } from './completeness.js';
import { everyRow } from './every-row.js';
import { answers, type QueryHandler } from './query-handler.js';
import type { QueryPorts } from './query-ports.js';
import { refuseQuery } from './query-rejections.js';
import { ImpactReport } from './report.queries.js';
import { inScope, type Scope } from './scope.js';

/** The primary key of each table that the report reads, and the column by which its rows lie in a period. */
const TABLES: Readonly<Record<string, { readonly by: readonly string[]; readonly month?: string }>> = {
  missions: { by: ['id'] },
  mission_attribution: { by: ['mission'] },
  hours: { by: ['month', 'mission', 'entryId'], month: 'month' },
};

const NO_ROWS = Object.fromEntries(Object.keys(TABLES).map((table) => [table, []]));

export const reportHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ImpactReport, (query, asking) =>
    inScope(ports, asking, async (scope) => {
      const { from, to, groupBy } = query;
      if (!isMonth(from) || !isMonth(to) || to < from) return refuseQuery('PERIOD_REVERSED', { from, to });
      const { at = scope.today } = query;
      // Read on a day to come, the report would reveal evaluations that are still hidden.
      if (at > scope.today) return refuseQuery('AT_IN_FUTURE', { at, today: scope.today });
      const audience = audienceOf(asking.caller, query.audience);
      const state = await completeness(scope, [ports.impact.projection]);
      // Nothing is published of what lies incomplete: a publication of no rows says so.
      const tables = state.incomplete && audience === 'publication' ? [] : ports.impact.tables;
      const read = Object.fromEntries(
        await Promise.all(tables.map(async (table) => [table, await rowsOf(scope, table, query)] as const)),
      );
      const rows = { ...NO_ROWS, ...read };
      const answer = ports.impact.report(rows, ruleSetOn(at), { from, to, groupBy, at, audience });
      return { ...answer, ...state, ...(state.incomplete && { publishable: false }) };
    }),
  ),
];

function rowsOf({ views, tenant }: Scope, table: string, { from, to }: ImpactReport): Promise<readonly Row[]> {
  const { by, month } = TABLES[table] ?? { by: ['id'] };
  const where = month === undefined ? [] : [[month, '>=', from] as const, [month, '<=', to] as const];
  return everyRow(views, table, { tenant, where, by });
}
