import type { OpenAPIObject } from '@nestjs/swagger';
import { commandParameters, pathParameters, queryHeaders, sharedParameters } from './parameters.js';
import { problemResponses, problemResponsesOf, problemSchemas } from './problem-responses.js';
import { queryParameters } from './query-parameters.js';
import { withoutPathFields } from './path-fields.js';
import { exactSchemas } from './json-schema.js';
import { successHeaders } from './success-headers.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Adds to a document what every route shares, so that no controller repeats it. */
export function finishDocument(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
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
      schemas: { ...exactSchemas(withoutPathFields(schemas)), ...problemSchemas() },
      parameters: sharedParameters,
      responses: problemResponses(),
    },
  };
}

function finishCommand(path: string, operation: Operation): Operation {
  return {
    ...operation,
    parameters: [...pathParameters(path), ...commandParameters(path)],
    responses: { ...successHeaders(operation.responses), ...problemResponsesOf('command') },
  };
}

function finishQuery(path: string, operation: Operation, schemas: Schemas): Operation {
  const { parameters, ...rest } = queryParameters(operation, schemas);
  if (!path.startsWith('/v1/')) return operation;
  return {
    ...rest,
    parameters: [...pathParameters(path), ...(parameters ?? []), ...queryHeaders],
    responses: { ...operation.responses, ...problemResponsesOf('query') },
  };
}
