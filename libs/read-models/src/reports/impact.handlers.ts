import { audienceOf, oversees } from '@jalon/access';
import { isMonth } from '@jalon/kernel';
import { ruleBookOn } from '@jalon/rules';
import { completeness } from '../query/view-state.js';
import { entryShown } from '../hours/entry-shown.js';
import { listPage } from '../query/list-page.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { refuseQuery } from '../query/query-rejections.js';
import { ImpactEntries, ImpactReport } from './impact.queries.js';
import { inScope, openedInScope, type Scope } from '../query/scope.js';
import { entriesBehind } from './impact-entries.js';
import { impactRows } from './impact-rows.js';

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
        const state = await completeness(scope, [ports.impact.projection]);
        // Nothing is published of what lies incomplete: a publication of no rows says so.
        const rows = state.incomplete && audience === 'publication' ? NO_ROWS : await impactRows(scope, query);
        const answer = ports.impact.report(rows, ruleBookOn(at), { from, to, groupBy, at, audience });
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
          projection: ports.impact.projection,
          table: 'hours',
          join: { table: 'mission_attribution', on: { mission: 'mission' }, kind: 'inner' },
          where: entriesBehind(query),
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          show: entryShown(scope, (entry, mission) => {
            const countsAs = ports.impact.stateOf(entry, mission, rules, at);
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
