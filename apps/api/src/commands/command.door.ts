import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { systemIds, type Outcome } from '@jalon/application';
import { issue } from '../bus/errand.js';
import { etagOf } from './if-match.js';
import { keyOf } from './idempotency-key.js';
import { orderOf } from './order-of.js';
import { outcomeBody, type OutcomeBody } from './outcome.dto.js';
import type { HttpExchange } from './exchange.decorator.js';

/** Where every command of the API goes in. */
@Injectable()
export class CommandDoor {
  constructor(@Inject(CommandBus) private readonly bus: CommandBus) {}

  /** Gives a command to the bus and answers what came of it: 201 for a new thing, 200 otherwise. */
  async give(command: object, { request, reply }: HttpExchange): Promise<OutcomeBody> {
    const key = keyOf(request.headers['idempotency-key'], systemIds);
    void reply.header('idempotency-key', key);
    const outcome = await this.bus.execute<object, Outcome>(issue(command, orderOf(request, key)));

    void reply.header('etag', etagOf(outcome.revision));
    if (outcome.position !== null) void reply.header('jalon-position', outcome.position);
    if (outcome.created) void reply.status(201).header('location', `${request.routeOptions.url ?? ''}/${outcome.id}`);
    return outcomeBody(outcome);
  }
}
