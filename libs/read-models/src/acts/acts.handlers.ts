import { maySeeAct } from '@jalon/access';
import { hasExpired, type CivilDate, type Uuid } from '@jalon/kernel';
import { belongsTo } from '../directory/belongs-to.answers.js';
import { listPage, withoutTenant } from '../query/list-page.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { readViews, type QueryScope } from '../query/query-scope.js';
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
        show: async (row) => {
          const { requestedBy, kind } = row;
          const answerableBy = actKinds.find((each) => each.kind === kind)?.answeredBy ?? [];
          const employer = await employerOf(row, scope);
          const seen = maySeeAct({ requestedBy, employer, answerableBy }, context.caller);
          return seen ? withoutTenant({ ...row, status: statusOn(row, scope.today) }) : null;
        },
      }),
    ),
  ),
];

/** Whose the thing is that an act is about; null for a thing of no employer. It is read for callers with limited roles alone. */
async function employerOf({ kind, subject }: ActRow, { caller, views }: QueryScope): Promise<Uuid | null> {
  const [category] = actKinds.find((each) => each.kind === kind)?.requested.categories ?? [];
  if (!caller.employerRoles || category === undefined) return null;
  const thing = { category, id: subject };
  return (await belongsTo(views, [thing]))(thing).employer;
}

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
