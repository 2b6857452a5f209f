import * as queries from '@jalon/application';
import { QUERY_CLASS } from '../queries/query-route.decorator.js';
import type { Operation, Schemas } from './document-types.js';

/** An operation with the properties of its query class, but for those of the path, as query parameters. */
export function queryParameters(operation: Operation, schemas: Schemas): Operation {
  const { [QUERY_CLASS]: name, ...rest } = operation as Operation & { readonly [QUERY_CLASS]?: string };
  const schema = schemas[name ?? ''];
  if (!schema || '$ref' in schema) return rest;
  const parameters = Object.entries(schema.properties ?? {})
    .filter(([field]) => field !== 'id')
    .map(([field, property]) => {
      const { description, example, ...type } = property as { description?: string; example?: unknown };
      return {
        name: field,
        in: 'query' as const,
        required: schema.required?.includes(field) ?? false,
        ...(description !== undefined && { description }),
        ...(example !== undefined && { example }),
        schema: type,
      };
    });
  return { ...rest, parameters };
}

/** The schemas without those of query classes, whose properties are parameters now. */
export function withoutQueries(schemas: Schemas): Schemas {
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => !(name in queries)));
}
