import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { QueryClass } from '@jalon/read-models';
import { faultsOf, readAs, says, type Expectations } from '@jalon/engine';
import { isUuid } from '@jalon/kernel';
import { everyObjectHas } from '../http/json-flaws.js';
import { ApiProblem } from '../problems/api-problem.js';

/** A request's query string beside the ids of its path: what a query is made from. */
export interface RawQuery {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly path: Readonly<Record<string, string>>;
}

const OF_PARAMETERS: Expectations = {
  whitelistValidation: says('no such parameter: leave it out', 'ce paramètre n’existe pas\u00A0: retirez-le'),
};

/** Makes the query that a request asks, or says everything that keeps it from being one. */
@Injectable()
export class QueryPipe implements PipeTransform<RawQuery, object> {
  /** @throws ApiProblem QUERY_INVALID */
  transform({ parameters, path }: RawQuery, { metatype }: ArgumentMetadata): object {
    const plain = { ...inLowerCase(parameters), ...inLowerCase(path) };
    const { instance: query, errors: wrong } = readAs(metatype as QueryClass, plain);
    const errors = [...wrong, ...unseenIn(parameters, wrong)];
    if (errors.length > 0) throw new ApiProblem('QUERY_INVALID', { faults: faultsOf(errors, OF_PARAMETERS) });
    return query;
  }
}

/** Ids as they are kept: RFC 9562 lets them be written in capitals too, and a filter that finds nothing would say nothing. */
function inLowerCase(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && isUuid(value.toLowerCase()) ? value.toLowerCase() : value,
  ]);
  return Object.fromEntries(kept) as Readonly<Record<string, unknown>>;
}

/** Parameters named as what every object has: class-transformer drops some of them, and class-validator lets others pass. */
function unseenIn(parameters: RawQuery['parameters'], seen: readonly ValidationError[]): readonly ValidationError[] {
  const told = new Set(seen.map(({ property }) => property));
  const names = Object.keys(parameters).filter((name) => everyObjectHas(name) && !told.has(name));
  return names.map((property) => ({ property, constraints: { whitelistValidation: 'unknown' } }));
}
