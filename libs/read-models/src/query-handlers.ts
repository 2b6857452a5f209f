import { exportOf, mayUse } from '@jalon/access';
import { actHandlers } from './acts/acts.handlers.js';
import { auditHandlers } from './audit/audit.handlers.js';
import { directoryHandlers } from './directory/directory.handlers.js';
import { hoursHandlers } from './hours/hours.handlers.js';
import { liveHandlers } from './live/live.handlers.js';
import { marketplaceHandlers } from './marketplace/marketplace.handlers.js';
import { missionHistoryHandlers } from './missions/mission-history.handlers.js';
import { missionHandlers } from './missions/missions.handlers.js';
import { ListExport, listExportHandler } from './query/list-export.js';
import type { QueryHandler, QueryPorts } from './query/query-handler.js';
import { refuseQuery } from './query/query-rejections.js';
import { readHandlers } from './reads/reads.handlers.js';
import { recordingReads } from './reads/recorded-reads.answers.js';
import { reportHandlers } from './reports/impact.handlers.js';
import { ReportExport } from './reports/impact.queries.js';

/** The handlers of all queries: each answers only whom the policies name, from the views of the log, and is recorded. */
export function queryHandlers(ports: QueryPorts): readonly QueryHandler[] {
  return unguardedHandlers(ports).map((handler) =>
    requiringOwnViews(ports, underPolicies(recordingReads(ports, actionOf, handler))),
  );
}

/** The same without policies and records: for measuring what these cost, and for nothing else. */
export function unguardedHandlers(ports: QueryPorts): readonly QueryHandler[] {
  const handlers = [
    missionHandlers,
    missionHistoryHandlers,
    hoursHandlers,
    marketplaceHandlers,
    directoryHandlers,
    reportHandlers,
    actHandlers,
    auditHandlers,
    liveHandlers,
    readHandlers,
  ].flatMap((handlersOf) => handlersOf(ports));
  return [...handlers, listExportHandler(ports, handlers)];
}

/** A handler that answers only whom the table of policies names for its query. */
function underPolicies(handler: QueryHandler): QueryHandler {
  return {
    ...handler,
    answer: async (query, context) => {
      if (!mayUse(actionOf(query), context.caller)) return refuseQuery('QUERY_NOT_ALLOWED');
      return handler.answer(query, context);
    },
  };
}

/** The line of the table that a query falls under. An export is one of the query that it writes as a file. */
function actionOf(query: object): string {
  if (query instanceof ListExport) return exportOf(query.list.constructor.name);
  if (query instanceof ReportExport) return exportOf(query.report.constructor.name);
  return query.constructor.name;
}

/** A handler that refuses to answer from views that are not those of the log. */
function requiringOwnViews({ position }: QueryPorts, handler: QueryHandler): QueryHandler {
  return {
    ...handler,
    answer: async (query, context) => {
      await position.requireOwn();
      return handler.answer(query, context);
    },
  };
}
