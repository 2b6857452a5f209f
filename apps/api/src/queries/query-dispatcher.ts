import { Inject, Injectable } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import type { QueryContext, QueryHandler as AnswersQuery } from '@jalon/read-models';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { callerOf } from '../http/authentication.js';
import { etagOf, type HttpContext } from '../http/http-context.js';
import { ApiProblem } from '../problems/api-problem.js';

/** A query on the QueryBus, with its context. */
export class QueryMessage extends Query<unknown> {
  constructor(
    readonly query: object,
    readonly context: QueryContext,
  ) {
    super();
  }
}

/** Handles every query with the engine's handler for its class. */
@QueryHandler(QueryMessage)
export class QueryMessageHandler implements IQueryHandler<QueryMessage> {
  private readonly handlers: ReadonlyMap<unknown, AnswersQuery>;

  constructor(@Inject(ENGINE) { queries }: Pick<ApiEngine, 'queries'>) {
    this.handlers = new Map(queries.map((handler) => [handler.query, handler]));
  }

  /** @throws Error for a query whose class has no handler */
  async execute({ query, context }: QueryMessage): Promise<unknown> {
    const handler = this.handlers.get(query.constructor);
    if (!handler) throw new Error(`no handler for the query ${query.constructor.name}`);
    return handler.answer(query, context);
  }
}

/** The fields of an answer that are headers too. */
interface AnswerWithHeaders {
  readonly next?: string | null;
  readonly revision?: number;
  readonly position?: string | null;
}

/** Sends the queries of the controllers to the QueryBus. */
@Injectable()
export class QueryDispatcher {
  constructor(@Inject(QueryBus) private readonly bus: QueryBus) {}

  /**
   * Answers a query for the request's caller, and sets the headers that its answer calls for.
   *
   * @throws ApiProblem MIN_POSITION_INVALID, and what the handler throws
   */
  async dispatch<A extends object>(query: object, { request, reply }: HttpContext): Promise<A> {
    const answer = (await this.bus.execute(new QueryMessage(query, contextOf(request)))) as A & AnswerWithHeaders;

    const { next, revision, position } = answer;
    if (next) void reply.header('link', linkToNext(request, next));
    if (revision !== undefined) void reply.header('etag', etagOf(revision));
    if (position) void reply.header('jalon-position', position);
    return answer;
  }
}

function contextOf(request: FastifyRequest): QueryContext {
  const caller = callerOf(request);
  const minPosition = request.headers['jalon-min-position'];
  if (minPosition === undefined) return { caller };
  // As positions are written: a decimal number without leading zeros, so that their order is the order of the store.
  if (typeof minPosition !== 'string' || !/^(0|[1-9]\d{0,19})$/.test(minPosition)) {
    throw new ApiProblem('MIN_POSITION_INVALID');
  }
  return { caller, minPosition };
}

/** The `Link` header of the next page: the same request with the cursor where this page ended (RFC 8288). */
export function linkToNext({ url }: Pick<FastifyRequest, 'url'>, cursor: string): string {
  // At the first question mark only: a parameter may hold others.
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  const parameters = new URLSearchParams(end < 0 ? '' : url.slice(end));
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
