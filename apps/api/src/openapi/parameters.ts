import type { OpenAPIObject } from '@nestjs/swagger';
import type { Exported } from '../exports/export-stream.js';
import { formatsOf } from '../exports/formats.js';
import { EXPORTED, FORMAT, QUERY_CLASS } from '../queries/query-endpoint.js';
import { MONTH_SCHEMA, POSITION } from './json-schema.js';
import type { Operation, Schemas } from './answer-schemas.js';

type Parameters = NonNullable<NonNullable<OpenAPIObject['components']>['parameters']>;
type Parameter = Parameters[string];

const ID = '0198f0a0-0000-7000-8000-000000000001';

/** The request headers of commands and queries. */
export const sharedParameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'The same key with the same body gets the first answer again, for ever; with another body, 422. It counts for one ' +
      'caller, path and thing: a creation whose body names another id is another command. One is made, and told in the ' +
      'answer, when it is left out.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    example: 'accept-2026-09-01-a',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'The ETag that was seen; 412 when the thing has changed since. A command that is refused anyway is told its refusal.',
    schema: { type: 'string', pattern: '^(\\*|"(0|[1-9][0-9]*)")$' },
    example: '"3"',
  },
  CorrelationId: {
    name: 'Jalon-Correlation-Id',
    in: 'header',
    required: false,
    description: 'The id under which the events, and our logs, keep track of this request. One is made when left out.',
    schema: { type: 'string', format: 'uuid' },
    example: ID,
  },
  MinPosition: {
    name: 'Jalon-Min-Position',
    in: 'header',
    required: false,
    description: 'The position that the answer must have seen: waits for it, at most 5 s, then 503 with Retry-After.',
    schema: POSITION,
    example: 'pfD0vN9m2sQkX1yB7wZr4Ug',
  },
} as const satisfies Parameters;

const reference = (name: keyof typeof sharedParameters) => ({ $ref: `#/components/parameters/${name}` });

export const correlationParameter = reference('CorrelationId');

/** The headers of a command. Only one on an existing thing may name the revision that was seen. */
export function commandParameters(path: string): readonly { $ref: string }[] {
  const onSomething = path.includes('{') ? [reference('IfMatch')] : [];
  return [reference('IdempotencyKey'), ...onSomething, reference('CorrelationId')];
}

const MEANINGS: Readonly<Record<string, string>> = {
  id: 'Which one.',
  entryId: 'The time entry.',
  amendmentId: 'The amendment.',
  month: 'The month of facts.',
};

/** The ids in a path such as `/v1/missions/{id}/hours`. */
export function pathParameters(path: string): readonly Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path' as const,
    required: true,
    description: MEANINGS[name] ?? '',
    ...(name === 'month'
      ? { schema: MONTH_SCHEMA, example: '2026-03' }
      : { schema: { type: 'string', format: 'uuid' }, example: ID }),
  }));
}

/** The properties of an operation's query class, but for the id in the path, and the headers that queries share. */
export function queryParameters(operation: Operation, schemas: Schemas): NonNullable<Operation['parameters']> {
  const headers = [reference('MinPosition'), reference('CorrelationId')];
  const declared = operation.parameters ?? [];
  const { [QUERY_CLASS]: queryClass = '' } = operation as Operation & Readonly<Record<string, string>>;
  const schema = schemas[queryClass];
  if (!schema || '$ref' in schema) return [...declared, ...headers];
  const parameters = Object.entries(schema.properties ?? {})
    .filter(([field]) => field !== 'id')
    .map(([field, property]) => {
      const { description, example, ...type } = property as { description?: string; example?: unknown };
      return {
        name: field,
        in: 'query' as const,
        // A field with a default is always there in the class, but may be left out of the request.
        required: (schema.required?.includes(field) ?? false) && !('default' in type),
        ...(description !== undefined && { description }),
        ...(example !== undefined && { example }),
        schema: type,
      };
    });
  const exported = exportedBy(operation);
  return [...parameters, ...(exported ? [formatParameter(exported)] : declared), ...headers];
}

function formatParameter(exported: Exported): Parameter {
  return {
    name: FORMAT,
    in: 'query',
    required: false,
    description:
      'The form of the answer, where no Accept can be sent, or to choose between two of one media type. All but `json` are ' +
      'of the whole list: `limit` and `cursor` are then refused.',
    schema: { type: 'string', enum: formatsOf(exported).map((format) => format.name) },
  };
}

/** The list that an operation can export; undefined for most operations. */
export function exportedBy(operation: Operation): Exported | undefined {
  return (operation as { readonly [EXPORTED]?: Exported })[EXPORTED];
}
