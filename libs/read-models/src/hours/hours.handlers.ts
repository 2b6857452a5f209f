import { equal, present } from '../query/conditions.js';
import { listPage } from '../query/list-page.js';
import { missionsSeenBy } from '../missions/mission-facts.js';
import { requirePeriod } from '../query/period.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { openedInScope } from '../query/scope.js';
import { entryShown } from './entry-shown.js';
import { ListHours } from './hours.queries.js';

export const hoursHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListHours, async (query, asking) => {
    requirePeriod(query);
    return openedInScope(
      ports,
      asking,
      (scope) =>
        listPage(scope, query, {
          projection: 'missions',
          table: 'hours',
          join: { table: 'missions', on: { id: 'mission' }, kind: 'inner' },
          where: present([
            missionsSeenBy(asking.caller, 'missions.'),
            equal('mission', query.mission),
            equal('employee', query.employee),
            equal('missions.organisation', query.organisation),
            equal('state', query.state),
            query.from === undefined ? null : ['date', '>=', query.from],
            query.to === undefined ? null : ['date', '<=', query.to],
          ]),
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          show: entryShown(scope),
        }),
      query.asOf,
    );
  }),
];
