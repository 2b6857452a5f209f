import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation } from './document-types.js';

type Responses = Operation['responses'];
type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

/** The revision of the one thing that an answer is about. */
export const etagHeader: Headers = {
  ETag: { description: 'The revision, as If-Match takes it.', schema: { type: 'string' }, example: '"1"' },
};

/** On every answer, failures included. */
export const correlationHeader: Headers = {
  'Jalon-Correlation-Id': { description: 'The id of this request.', schema: { type: 'string', format: 'uuid' } },
};

const always: Headers = {
  ...etagHeader,
  'Jalon-Position': {
    description: 'Where the last event lies: what Jalon-Min-Position takes.',
    schema: { type: 'string' },
    example: '42',
  },
  'Idempotency-Key': { description: 'The key under which it was done.', schema: { type: 'string' } },
  ...correlationHeader,
};

const location: Headers = {
  Location: { description: 'Where the new thing can be read.', schema: { type: 'string', format: 'uri-reference' } },
};

/** A command's successes, with the headers that they carry. */
export function successHeaders(responses: Responses): Responses {
  const successes: Responses = {};
  for (const status of ['200', '201']) {
    const response = responses[status];
    if (!response || '$ref' in response) continue;
    successes[status] = { ...response, headers: { ...(status === '201' && location), ...always } };
  }
  return successes;
}
