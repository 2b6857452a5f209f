import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { ask, type Asking } from '@jalon/application';
import { callerOf } from '../access/caller-of.js';
import { ApiProblem } from '../problems/api-problem.js';

/** Where every query of the API goes in. */
@Injectable()
export class QueryDoor {
  constructor(@Inject(QueryBus) private readonly bus: QueryBus) {}

  /** Asks a query for the request's caller, who may name the position that the answer must have seen. */
  ask<Answer>(query: object, request: FastifyRequest): Promise<Answer> {
    return this.bus.execute<object, Answer>(ask(query, askingOf(request)));
  }
}

/** @throws ApiProblem MIN_POSITION_INVALID */
function askingOf(request: FastifyRequest): Asking {
  const minPosition = request.headers['jalon-min-position'];
  if (minPosition === undefined) return { caller: callerOf(request) };
  // As positions are written: a decimal number without leading zeros, so that their order is the order of the store.
  if (typeof minPosition !== 'string' || !/^(0|[1-9]\d{0,19})$/.test(minPosition)) {
    throw new ApiProblem('MIN_POSITION_INVALID');
  }
  return { caller: callerOf(request), minPosition };
}
