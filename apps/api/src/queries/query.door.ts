import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QueryContext } from '@jalon/read-models';
import { ask } from '../bus/errand.js';
import { callerOf } from '../access/caller-of.js';
import { etagOf } from '../commands/if-match.js';
import type { HttpExchange } from '../commands/exchange.decorator.js';
import { ApiProblem } from '../problems/api-problem.js';
import { linkToNext } from './page-link.js';

/** What an answer may say that HTTP has a header for. */
interface Answer {
  readonly next?: string | null;
  readonly revision?: number;
  readonly position?: string | null;
}

/** Where every query of the API goes in. */
@Injectable()
export class QueryDoor {
  constructor(@Inject(QueryBus) private readonly bus: QueryBus) {}

  /** Asks for the request's caller, who may name the position that the answer must have seen. */
  async ask<A extends object>(query: object, { request, reply }: HttpExchange): Promise<A> {
    const answer = await this.bus.execute<object, A & Answer>(ask(query, askingOf(request)));
    tellHeaders(answer, request, reply);
    return answer;
  }
}

function tellHeaders({ next, revision, position }: Answer, request: FastifyRequest, reply: FastifyReply): void {
  if (next) void reply.header('link', linkToNext(request, next));
  if (revision !== undefined) void reply.header('etag', etagOf(revision));
  if (position) void reply.header('jalon-position', position);
}

/** @throws ApiProblem MIN_POSITION_INVALID */
function askingOf(request: FastifyRequest): QueryContext {
  const minPosition = request.headers['jalon-min-position'];
  if (minPosition === undefined) return { caller: callerOf(request) };
  // As positions are written: a decimal number without leading zeros, so that their order is the order of the store.
  if (typeof minPosition !== 'string' || !/^(0|[1-9]\d{0,19})$/.test(minPosition)) {
    throw new ApiProblem('MIN_POSITION_INVALID');
  }
  return { caller: callerOf(request), minPosition };
}
