import { auditHandlers } from './audit/audit.handlers.js';
import { directoryHandlers } from './directory/directory.handlers.js';
import { hoursHandlers } from './hours/hours.handlers.js';
import { liveHandlers } from './live/live.handlers.js';
import { marketplaceHandlers } from './marketplace/marketplace.handlers.js';
import { missionHandlers } from './missions/missions.handlers.js';
import type { QueryHandler } from './query/query-handler.js';
import type { QueryPorts } from './query/query-ports.js';
import { reportHandlers } from './reports/impact.handlers.js';
import { wholeListHandler } from './query/export-stream.js';

/** Every query and how it is answered: one table, from which the bus is filled. */
export function queryHandlers(ports: QueryPorts): readonly QueryHandler[] {
  const handlers = [
    missionHandlers,
    hoursHandlers,
    marketplaceHandlers,
    directoryHandlers,
    reportHandlers,
    auditHandlers,
    liveHandlers,
  ].flatMap((handlersOf) => handlersOf(ports));
  return [...handlers, wholeListHandler(ports, handlers)].map((handler) => overOwnViews(ports, handler));
}

/** Answers nothing from the views of another log. */
function overOwnViews({ position }: QueryPorts, handler: QueryHandler): QueryHandler {
  return {
    ...handler,
    answer: async (query, asking) => {
      await position.requireOwn();
      return handler.answer(query, asking);
    },
  };
}
