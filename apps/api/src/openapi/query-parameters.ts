import * as queries from '@jalon/read-models';
import type { Exported } from '../exports/columns.js';
import { EXPORTED, FORMAT } from '../exports/exports.decorator.js';
import { formatsOf } from '../exports/formats.js';
import { QUERY_CLASS } from '../queries/query-route.decorator.js';
import type { Operation, Schemas } from './document-types.js';
import { exportedBy } from './query-answers.js';

/** An operation with the properties of its query class, but for those of the path, as query parameters. */
export function queryParameters(operation: Operation, schemas: Schemas): Operation {
  const exported = exportedBy(operation);
  const { [QUERY_CLASS]: name, [EXPORTED]: _, ...rest } = operation as Operation & Readonly<Record<string, string>>;
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
  const others = exported ? [formatParameter(exported)] : (operation.parameters ?? []);
  return { ...rest, parameters: [...parameters, ...others] };
}

function formatParameter(exported: Exported) {
  return {
    name: FORMAT,
    in: 'query' as const,
    required: false,
    description:
      'The form of the answer, where no Accept can be sent, or to choose between two of one media type. All but `json` are ' +
      'of the whole list: `limit` and `cursor` are then refused.',
    schema: { type: 'string', enum: formatsOf(exported).map((format) => format.name) },
  };
}

/** The schemas without those of query classes, whose properties are parameters now. */
export function withoutQueries(schemas: Schemas): Schemas {
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => !(name in queries)));
}
