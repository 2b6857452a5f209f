import 'reflect-metadata';
import {
  applyDecorators,
  createParamDecorator,
  Get,
  Injectable,
  SetMetadata,
  type ArgumentMetadata,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { ApiExtension, ApiExtraModels } from '@nestjs/swagger';
import type { ValidationError } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { QueryClass } from '@jalon/read-models';
import { faultsOf, readAs, says, type Expectations } from '@jalon/engine';
import { isUuid } from '@jalon/kernel';
import type { Exported } from '../exports/export-stream.js';
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
  return applyDecorators(Get(path), documentQuery);
}

const documentQuery: MethodDecorator = (prototype, name, descriptor) => {
  const [query] = Reflect.getMetadata('design:paramtypes', prototype, name) as [new () => object];
  applyDecorators(ApiExtraModels(query), ApiExtension(QUERY_CLASS, query.name))(prototype, name, descriptor);
};

/** A route whose list can also be exported whole, in other formats. */
export const Exportable = (exported: Exported): MethodDecorator =>
  applyDecorators(SetMetadata(EXPORTED, exported), ApiExtension(EXPORTED, exported));

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
    const { instance: query, errors: found } = readAs(metatype as QueryClass, plain);
    const errors = [...found, ...missedParameters(parameters, found)];
    if (errors.length > 0) throw new ApiProblem('QUERY_INVALID', { faults: faultsOf(errors, OF_PARAMETERS) });
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
  const exportable = Reflect.hasMetadata(EXPORTED, context.getHandler());
  return { parameters: exportable ? others : all, path: params as QuerySource['path'] };
});

/** A controller's parameter: the request's query, checked. */
export const QueryInput = (): ParameterDecorator => querySource(QueryPipe);
