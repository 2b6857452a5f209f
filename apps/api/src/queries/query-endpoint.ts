import {
  applyDecorators,
  type ArgumentMetadata,
  createParamDecorator,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  type PipeTransform,
  SetMetadata,
} from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { ApiExtension, ApiExtraModels } from '@nestjs/swagger';
import type { ValidationError } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import 'reflect-metadata';
import { type Expectations, faultsBeyond, faultsOf, readParameters, says } from '@jalon/engine';
import { isUuid, POSITION_TOKEN, type PositionToken } from '@jalon/kernel';
import type { QueryClass, QueryContext, QueryHandler as AnswersQuery } from '@jalon/read-models';
import { type ApiEngine, ENGINE } from '../api-engine.js';
import type { Exported } from '../exports/export-stream.js';
import { identifiedIn } from '../http/authentication.js';
import { etagOf, type HttpContext } from '../http/http-context.js';
import { actionOfParameter } from '../http/policies.js';
import { everyObjectHas } from '../http/json-body.js';
import { ApiProblem } from '../problems/api-problem.js';

/**
 * Names the query's class in an operation, for the document's query parameters. The finished document leaves it out.
 */
export const QUERY_CLASS = 'x-jalon-query-class';

/** Names an operation's export. The finished document leaves it out. */
export const EXPORTED = 'x-jalon-exported';

/** The parameter that chooses an export's format. It is no field of a query: it says only how an answer is written. */
export const FORMAT = 'format';

/** A route that answers a query. The method's first parameter is the query. */
export function GetQuery(path = ''): MethodDecorator {
  return applyDecorators(Get(path), documentQuery, actionOfParameter(isExportable));
}

const documentQuery: MethodDecorator = (prototype, name, descriptor) => {
  const [query] = Reflect.getMetadata('design:paramtypes', prototype, name) as [new () => object];
  applyDecorators(ApiExtraModels(query), ApiExtension(QUERY_CLASS, query.name))(prototype, name, descriptor);
};

/** A route whose list can also be exported whole, in other formats. */
export const Exportable = (exported: Exported): MethodDecorator =>
  applyDecorators(SetMetadata(EXPORTED, exported), ApiExtension(EXPORTED, exported));

const isExportable = (method: object) => Reflect.hasMetadata(EXPORTED, method);

/** What a query is read from: the request's query string, and the ids in its path. */
export interface QuerySource {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly path: Readonly<Record<string, string>>;
}

const OF_PARAMETERS: Expectations = {
  whitelistValidation: says('no such parameter: leave it out', 'ce paramètre n’existe pas\u00A0: retirez-le'),
};

/** Reads a request as a query, an instance of the parameter's class, and checks it. */
@Injectable()
export class QueryPipe implements PipeTransform<QuerySource, object> {
  /** @throws ApiProblem QUERY_INVALID */
  transform({ parameters, path }: QuerySource, { metatype }: ArgumentMetadata): object {
    const plain = { ...withLowerCaseIds(parameters), ...withLowerCaseIds(path) };
    const { instance: query, errors: found } = readParameters(metatype as QueryClass, plain);
    const errors = [...found, ...missedParameters(parameters, found)];
    if (errors.length > 0) {
      const faults = faultsOf(errors, OF_PARAMETERS);
      throw new ApiProblem('QUERY_INVALID', { faults, moreFaults: faultsBeyond(errors) });
    }
    return query;
  }
}

/** Ids as they are stored. RFC 9562 allows capitals too, and a filter in capitals would silently find nothing. */
function withLowerCaseIds(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && isUuid(value.toLowerCase()) ? value.toLowerCase() : value,
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

/**
 * Unknown parameters that the libraries miss: class-transformer drops some names that every object has, class-validator
 * accepts others.
 */
function missedParameters(
  parameters: QuerySource['parameters'],
  found: readonly ValidationError[],
): readonly ValidationError[] {
  const reported = new Set(found.map(({ property }) => property));
  const names = Object.keys(parameters).filter((name) => everyObjectHas(name) && !reported.has(name));
  return names.map((property) => ({ property, constraints: { whitelistValidation: 'unknown' } }));
}

const querySource = createParamDecorator((_data: unknown, context: ExecutionContext): QuerySource => {
  const { query, params } = context.switchToHttp().getRequest<FastifyRequest>();
  const all = query as QuerySource['parameters'];
  const { [FORMAT]: _, ...others } = all;
  const exportable = isExportable(context.getHandler());
  return { parameters: exportable ? others : all, path: params as QuerySource['path'] };
});

/** A controller's parameter: the request's query, checked. */
export const QueryInput = (): ParameterDecorator => querySource(QueryPipe);

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
  readonly position?: PositionToken | null;
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
  const { caller, credential } = identifiedIn(request);
  const identified = { caller, credential: credential.kind };
  const minPosition = request.headers['jalon-min-position'];
  if (minPosition === undefined) return identified;
  if (typeof minPosition !== 'string' || !POSITION_TOKEN.test(minPosition)) {
    throw new ApiProblem('MIN_POSITION_INVALID');
  }
  return { ...identified, minPosition };
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
