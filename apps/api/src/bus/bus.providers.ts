import type { FactoryProvider } from '@nestjs/common';
import { CommandHandler as HandlesCommand, QueryHandler as HandlesQuery } from '@nestjs/cqrs';
import type { CommandHandler, CommandRow, Outcome } from '@jalon/application';
import type { QueryHandler } from '@jalon/read-models';
import { askingBehind, orderBehind } from './errand.js';

interface BusHandler {
  execute(errand: object): Promise<unknown>;
}

/**
 * Nest providers that make the CommandBus run the one handler for every command of the table. The bus finds a handler by
 * its class, so each command gets a class of its own; adding a command adds no file.
 */
export function commandProviders(rows: readonly CommandRow[], handler: CommandHandler): readonly FactoryProvider[] {
  return rows.map(({ entry }) => {
    class RunsCommand implements BusHandler {
      execute(command: object): Promise<Outcome> {
        return handler.handle(command, orderBehind(command));
      }
    }
    HandlesCommand(entry.command)(RunsCommand);
    return provider(`Command ${entry.name}`, RunsCommand);
  });
}

/** The same for the QueryBus. */
export function queryProviders(handlers: readonly QueryHandler[]): readonly FactoryProvider[] {
  return handlers.map((handler) => {
    class AnswersQuery implements BusHandler {
      execute(asked: object): Promise<unknown> {
        return handler.answer(asked, askingBehind(asked));
      }
    }
    HandlesQuery(handler.query)(AnswersQuery);
    return provider(`Query ${handler.name}`, AnswersQuery);
  });
}

/** A factory, because the bus reads the class of a provided value only where there is something to inject. */
function provider(token: string, handler: new () => BusHandler): FactoryProvider {
  return { provide: token, useFactory: () => new handler(), inject: [] };
}
