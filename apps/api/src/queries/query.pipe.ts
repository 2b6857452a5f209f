import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { QueryClass } from '@jalon/application';
import { faultsOf, STRICT } from '@jalon/engine';
import { ApiProblem } from '../problems/api-problem.js';

/** A request's query string beside the ids of its path: what a query is made from. */
export interface RawQuery {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly path: Readonly<Record<string, string>>;
}

/** Makes the query that a request asks, or says everything that keeps it from being one. */
@Injectable()
export class QueryPipe implements PipeTransform<RawQuery, object> {
  /** @throws ApiProblem QUERY_INVALID */
  transform({ parameters, path }: RawQuery, { metatype }: ArgumentMetadata): object {
    const query = plainToInstance(metatype as QueryClass, { ...parameters, ...path });
    const errors = validateSync(query, STRICT);
    if (errors.length > 0) throw new ApiProblem('QUERY_INVALID', { faults: faultsOf(errors) });
    return query;
  }
}
