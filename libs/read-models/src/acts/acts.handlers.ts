import { maySeeAct } from '@jalon/access';
import { hasExpired, type CivilDate, type Role } from '@jalon/kernel';
import { listPage, withoutTenant } from '../query/list-page.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { readViews } from '../query/query-scope.js';
import { equal, type Filters } from '../query/table-reader.js';
import { actKinds, actsProjection, actsTable, type ActRow } from './acts.projection.js';
import { ListActs } from './acts.queries.js';

export const actHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListActs, (query, context) =>
    readViews(ports, context, (scope) =>
      listPage(scope, query, {
        projection: actsProjection,
        table: actsTable,
        where: [equal('kind', query.kind), equal('subject', query.subject), ...statusIs(query.status, scope.today)],
        order: { by: ['requestedAt', 'actId'], direction: 'descending' },
        show: (row) => {
          const { requestedBy } = row;
          const seen = maySeeAct({ requestedBy, answerableBy: answeringRoles.get(row.kind) ?? [] }, context.caller);
          return seen ? withoutTenant({ ...row, status: statusOn(row, scope.today) }) : null;
        },
      }),
    ),
  ),
];

const answeringRoles: ReadonlyMap<string, readonly Role[]> = new Map(
  actKinds.map(({ kind, answeredBy }) => [kind, answeredBy]),
);

/** An open act expires by the calendar alone, so its row cannot tell. */
function statusOn(row: ActRow, today: CivilDate): ActRow['status'] {
  return row.status === 'open' && hasExpired(row, today) ? 'expired' : row.status;
}

function statusIs(status: ListActs['status'], today: CivilDate): Filters<ActRow> {
  switch (status) {
    case undefined:
      return [];
    case 'open':
      return [
        ['status', '=', 'open'],
        ['expiresOn', '>=', today],
      ];
    case 'expired':
      return [
        ['status', '=', 'open'],
        ['expiresOn', '<', today],
      ];
    default:
      return [['status', '=', status]];
  }
}
