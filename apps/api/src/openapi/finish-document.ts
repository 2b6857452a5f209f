import type { OpenAPIObject } from '@nestjs/swagger';
import * as queries from '@jalon/read-models';
import * as directory from '@jalon/directory';
import { pathFieldsOfCommand } from '@jalon/kernel';
import * as marketplace from '@jalon/marketplace';
import * as mission from '@jalon/mission';
import { UPLOAD_MEDIA_TYPE } from '../imports/import-upload.js';
import { EXPORTED, QUERY_CLASS } from '../queries/query-endpoint.js';
import { answerComponents, type Operation, type Schemas } from './answer-schemas.js';
import {
  commandParameters,
  correlationParameter,
  pathParameters,
  queryParameters,
  sharedParameters,
} from './parameters.js';
import {
  commandResponses,
  importResponses,
  operationsResponses,
  problemResponses,
  problemSchemas,
  queryResponses,
  recordResponses,
} from './responses.js';

/** Adds to a document what every route shares, so that no controller repeats it. */
export function finishDocument(document: OpenAPIObject): OpenAPIObject {
  const schemas = exact(document.components?.schemas ?? {}) as Schemas;
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, { get, post }]) => [
      path,
      { ...(get && { get: finishQuery(path, get, schemas) }), ...(post && { post: finishCommand(path, post) }) },
    ]),
  );
  return {
    ...document,
    paths,
    components: {
      ...document.components,
      schemas: { ...bodySchemas(schemas), ...answerComponents(), ...problemSchemas() },
      parameters: sharedParameters,
      responses: problemResponses(),
    },
  };
}

const IMPORTS = '/v1/imports';

/** The parts of an upload. */
const uploadBody = {
  required: true,
  content: {
    [UPLOAD_MEDIA_TYPE]: {
      schema: {
        type: 'object' as const,
        required: ['file', 'mapping'],
        properties: {
          file: { type: 'string' as const, format: 'binary', description: 'The CSV file or workbook.' },
          mapping: {
            type: 'string' as const,
            description:
              'How its columns are read: JSON, as a file or as text. The page on the command line describes it.',
          },
          dryRun: {
            type: 'string' as const,
            enum: ['true', 'false'],
            description: '`true` decides on every row by the same code, and writes nothing; `false` when left out.',
          },
        },
        additionalProperties: false,
      },
      encoding: { mapping: { contentType: 'application/json' } },
    },
  },
};

function finishImport(path: string, method: 'get' | 'post', operation: Operation): Operation {
  return {
    ...operation,
    ...(method === 'post' && { requestBody: uploadBody }),
    parameters: [...pathParameters(path), correlationParameter],
    responses: importResponses(method),
  };
}

type Marked = Operation & Readonly<Record<string, unknown>>;

/** The tags of routes over records: neither commands nor queries, so without keys, revisions and positions. */
const RECORDS = ['Identities', 'API tokens', 'Invitations', 'Passkeys'];

const isOfRecords = ({ tags = [] }: Operation): boolean => tags.some((tag) => RECORDS.includes(tag));

function finishRecord(path: string, method: 'get' | 'post', operation: Operation): Operation {
  const ofQuery = (operation.parameters ?? []).filter((parameter) => 'in' in parameter && parameter.in === 'query');
  return {
    ...operation,
    parameters: [...pathParameters(path), ...ofQuery, correlationParameter],
    responses: recordResponses(method, operation),
  };
}

function finishCommand(path: string, operation: Operation): Operation {
  if (isOfRecords(operation)) return finishRecord(path, 'post', operation);
  if (path.startsWith(IMPORTS)) return finishImport(path, 'post', operation);
  return {
    ...operation,
    parameters: [...pathParameters(path), ...commandParameters(path)],
    responses: commandResponses(operation),
  };
}

function finishQuery(path: string, operation: Operation, schemas: Schemas): Operation {
  if (isOfRecords(operation)) return finishRecord(path, 'get', operation);
  if (path.startsWith(IMPORTS)) return finishImport(path, 'get', operation);
  if (!path.startsWith('/v1/')) {
    const responses = operationsResponses(path, operation);
    return { ...operation, ...(path !== '/metrics' && { security: [] }), responses };
  }
  // Without the marks that decorators left for this document.
  const { [QUERY_CLASS]: _queryClass, [EXPORTED]: _exported, parameters: _declared, ...rest } = operation as Marked;
  return {
    ...rest,
    parameters: [...pathParameters(path), ...queryParameters(operation, schemas)],
    responses: queryResponses(operation),
  };
}

const classes: Readonly<Record<string, unknown>> = { ...directory, ...marketplace, ...mission };

/** The schemas of bodies. Those of query classes are left out: their properties are parameters. */
function bodySchemas(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas)
      .filter(([name]) => !(name in queries))
      .map(([name, schema]) => [name, { ...withoutPathFields(name, schema), additionalProperties: false }]),
  );
}

/** A body's schema without the fields that the path carries: a body that holds one is refused. */
function withoutPathFields(name: string, schema: Schemas[string]): Schemas[string] {
  const command = classes[name];
  const fields: ReadonlySet<string> = typeof command === 'function' ? pathFieldsOfCommand(command) : new Set();
  if (fields.size === 0 || '$ref' in schema) return schema;
  const { required = [], properties = {}, ...rest } = schema;
  const kept = required.filter((field) => !fields.has(field));
  return {
    ...rest,
    ...(kept.length > 0 && { required: kept }),
    properties: Object.fromEntries(Object.entries(properties).filter(([field]) => !fields.has(field))),
  };
}

const DATE_PATTERN = '^\\d{4}-\\d{2}-\\d{2}$';

/** A schema as strict as the service: integers for all numbers, and a format for civil dates. */
function exact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, exact(member)]));
  const type = integers(schema['type']);
  return {
    ...schema,
    ...(type !== undefined && { type }),
    ...(schema['pattern'] === DATE_PATTERN && { format: 'date' }),
  };
}

/** Amounts are integers everywhere, which TypeScript's `number` cannot say. */
function integers(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(integers);
  return type === 'number' ? 'integer' : type;
}
