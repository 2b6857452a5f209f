import { AsyncContext } from '@nestjs/cqrs';
import type { Order } from '@jalon/application';

/** Carries a command's order beside it through the bus, so that the command stays the plain request body. */
class OrderContext extends AsyncContext {
  constructor(readonly order: Order) {
    super();
  }
}

export function withOrder<C extends object>(command: C, order: Order): C {
  new OrderContext(order).attachTo(command);
  return command;
}

/** @throws Error for a command that did not come through the door: a fault of ours. */
export function orderBehind(command: object): Order {
  const context = AsyncContext.of(command);
  if (context instanceof OrderContext) return context.order;
  throw new Error(`${command.constructor.name} came without an order`);
}
