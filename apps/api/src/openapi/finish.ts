import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation, Schemas } from './document-types.js';
import { viewSchemas } from './answer-schemas.js';
import { commandParameters, pathParameters, queryHeaders, sharedParameters } from './parameters.js';
import { problemResponses, problemResponsesOf, problemSchemas } from './problem-responses.js';
import { ownProblemsOf, queryAnswer } from './query-answers.js';
import { queryParameters, withoutQueries } from './query-parameters.js';
import { withoutPathFields } from './path-fields.js';
import { exactSchemas } from './json-schema.js';
import { successHeaders } from './success-headers.js';

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
      schemas: { ...exactSchemas(withoutPathFields(withoutQueries(schemas))), ...viewSchemas(), ...problemSchemas() },
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
  if (!path.startsWith('/v1/')) return operation;
  const { parameters, ...rest } = queryParameters(operation, schemas);
  return {
    ...rest,
    parameters: [...pathParameters(path), ...(parameters ?? []), ...queryHeaders],
    responses: { ...queryAnswer(operation), ...problemResponsesOf('query', ownProblemsOf(operation)) },
  };
}
