import { actHandlers } from './acts/acts.handlers.js';
import { auditHandlers } from './audit/audit.handlers.js';
import { directoryHandlers } from './directory/directory.handlers.js';
import { hoursHandlers } from './hours/hours.handlers.js';
import { liveHandlers } from './live/live.handlers.js';
import { marketplaceHandlers } from './marketplace/marketplace.handlers.js';
import { missionHistoryHandlers } from './missions/mission-history.handlers.js';
import { missionHandlers } from './missions/missions.handlers.js';
import { listExportHandler } from './query/list-export.js';
import type { QueryHandler, QueryPorts } from './query/query-handler.js';
import { reportHandlers } from './reports/impact.handlers.js';

/** The handlers of all queries. */
export function queryHandlers(ports: QueryPorts): readonly QueryHandler[] {
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
  ].flatMap((handlersOf) => handlersOf(ports));
  return [...handlers, listExportHandler(ports, handlers)].map((handler) => requiringOwnViews(ports, handler));
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
