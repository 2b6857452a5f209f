import type { OpenAPIObject } from '@nestjs/swagger';
import { problemCatalogue } from '../problems/catalogue.js';
import { PROBLEM_MEDIA_TYPE } from '../problems/problem-answer.js';
import { problemIn } from '../problems/problem.js';
import { titleOf } from '../problems/titles.js';
import type { Schemas } from './document-types.js';
import { correlationHeader } from './success-headers.js';

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

const STATUSES = {
  command: [400, 401, 403, 404, 409, 412, 413, 415, 422, 500, 503],
  query: [400, 401, 403, 404, 422, 500, 503],
} as const;

/** The problems that any command, or any query, can be answered with, and those of one operation besides. */
export function problemResponsesOf(
  kind: keyof typeof STATUSES,
  own: readonly number[] = [],
): Readonly<Record<string, { $ref: string }>> {
  return Object.fromEntries(
    [...STATUSES[kind], ...own].map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
  );
}

/** One response for each status, with every code that it may carry. */
export function problemResponses(): Responses {
  const statuses = new Set([...problemCatalogue.values()].map(({ status }) => status));
  return Object.fromEntries([...statuses].sort().map((status) => [nameOf(status), responseOf(status)]));
}

export function problemSchemas(): Schemas {
  return {
    Problem: {
      type: 'object',
      description: 'Why there is no success (RFC 9457).',
      required: ['type', 'title', 'status', 'code', 'detail'],
      properties: {
        type: { type: 'string', format: 'uri', description: '`urn:jalon:problem:<code>`' },
        title: { type: 'string', description: 'The same for all problems of a status.' },
        status: { type: 'integer', description: 'The HTTP status.' },
        code: { type: 'string', description: 'Stable: decide on this.', enum: [...problemCatalogue.keys()].sort() },
        detail: { type: 'string', description: 'A sentence for people, in French or English by Accept-Language.' },
        params: {
          type: 'object',
          description: 'The values in the sentence.',
          additionalProperties: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
        },
        errors: {
          type: 'array',
          description: 'Each field to mend.',
          items: {
            type: 'object',
            required: ['field', 'detail'],
            properties: { field: { type: 'string' }, detail: { type: 'string' } },
          },
        },
      },
    },
  };
}

function responseOf(status: number): Responses[string] {
  const codes = [...problemCatalogue].filter(([, text]) => text.status === status);
  return {
    description: `${titleOf(status).en}: ${codes.map(([code]) => code).join(', ')}.`,
    headers: {
      'Content-Language': { description: 'The language of the sentences.', schema: { type: 'string' } },
      ...(status === 401 && {
        'WWW-Authenticate': { description: 'How to say who asks.', schema: { type: 'string' } },
      }),
      ...(codes.some(([, { retryAfter }]) => retryAfter) && {
        'Retry-After': { description: 'Seconds after which the same request may succeed.', schema: { type: 'string' } },
      }),
      ...correlationHeader,
    },
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.slice(0, 1).map(([code, text]) => [code, { value: problemIn('en', code, text, {}) }]),
        ),
      },
    },
  };
}

function nameOf(status: number): string {
  return `Problem${status}`;
}
