import type { QueryContext } from '@jalon/read-models';
import type { CommandContext } from '@jalon/application';

// Kept beside the command or query, by identity: it stays the plain request body, and nothing shows up in its JSON.
const orders = new WeakMap<object, CommandContext>();
const askings = new WeakMap<object, QueryContext>();

/** The command, ready for the bus: `commandBus.execute(issue(command, order))`. */
export function issue<C extends object>(command: C, order: CommandContext): C {
  orders.set(command, order);
  return command;
}

/** The query, ready for the bus: `queryBus.execute(ask(query, asking))`. */
export function ask<Q extends object>(query: Q, asking: QueryContext): Q {
  askings.set(query, asking);
  return query;
}

/** @throws Error for a command that reached the bus without `issue`: nobody would have asked for it */
export function orderBehind(command: object): CommandContext {
  return behind(orders, command, 'an order');
}

/** @throws Error for a query that reached the bus without `ask` */
export function askingBehind(query: object): QueryContext {
  return behind(askings, query, 'someone asking');
}

function behind<T>(kept: WeakMap<object, T>, errand: object, what: string): T {
  const found = kept.get(errand);
  if (found === undefined) throw new Error(`${errand.constructor.name} came without ${what}`);
  return found;
}
