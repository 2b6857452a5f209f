import { auditHandlers } from './audit.handlers.js';
import { directoryHandlers } from './directory.handlers.js';
import { hoursHandlers } from './hours.handlers.js';
import { liveHandlers } from './live.handlers.js';
import { marketplaceHandlers } from './marketplace.handlers.js';
import { missionHandlers } from './mission.handlers.js';
import type { QueryHandler } from './query-handler.js';
import type { QueryPorts } from './query-ports.js';
import { reportHandlers } from './report.handlers.js';
import { wholeListHandler } from './whole-list.js';

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
