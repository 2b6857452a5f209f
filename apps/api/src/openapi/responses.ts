import type { OpenAPIObject } from '@nestjs/swagger';
import { importMessages } from '@jalon/engine';
import { mediaTypesOf } from '../exports/formats.js';
import { isReport, type Exported } from '../exports/export-stream.js';
import { PROBLEM_MEDIA_TYPE, problemCatalogue, problemIn } from '../problems/problem-answer.js';
import { OBSTACLES } from '@jalon/ports';
import { titleOf, tokenFlawTexts } from '../problems/problem.messages.js';
import { answerSchemas, componentOf, itemsOf, ref, type Operation, type Schemas } from './answer-schemas.js';
import { list, type Schema } from './json-schema.js';
import { exportedBy } from './parameters.js';

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;
type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

const text = { type: 'string' };

/** On every answer, failures included. */
const correlation: Headers = {
  'Jalon-Correlation-Id': { description: 'The id of this request.', schema: { type: 'string', format: 'uuid' } },
};

/** The revision of the one thing that an answer is about. */
const etag: Headers = {
  ETag: { description: 'The revision, as If-Match takes it.', schema: text, example: '"1"' },
};

const retryAfter: Headers = {
  'Retry-After': { description: 'Seconds after which the same request may succeed.', schema: text },
};

/** On every answer to a caller who is known. */
const callHeaders: Headers = {
  RateLimit: {
    description: 'How many requests (`r`) the caller may still send within so many seconds (`t`).',
    schema: text,
    example: '"person";r=1199;t=60',
  },
  'RateLimit-Policy': {
    description: 'How many requests (`q`) a caller may send within so many seconds (`w`).',
    schema: text,
    example: '"person";q=1200;w=60',
  },
  ...correlation,
};

/** The statuses of the problems that any request may meet. */
const ANY_REQUEST = [400, 408, 431, 500];

/** The statuses of the problems that any request with a token may meet. */
const ANY_CALL = [...ANY_REQUEST, 401, 403, 404, 429, 503];

// ---- commands

const commandHeaders: Headers = {
  ...etag,
  'Jalon-Position': {
    description: 'Where the last event lies: what Jalon-Min-Position takes.',
    schema: text,
    example: '42',
  },
  'Idempotency-Key': { description: 'The key under which it was done.', schema: text },
  ...callHeaders,
};

const location: Headers = {
  Location: { description: 'Where the new thing can be read.', schema: { type: 'string', format: 'uri-reference' } },
};

/** The answers of a command: its successes with their headers, then the problems. */
export function commandResponses({ responses }: Operation): Operation['responses'] {
  const successes: Operation['responses'] = {};
  for (const status of ['200', '201']) {
    const response = responses[status];
    if (!response || '$ref' in response) continue;
    successes[status] = { ...response, headers: { ...(status === '201' && location), ...commandHeaders } };
  }
  return { ...successes, ...references([...ANY_CALL, 409, 412, 413, 415, 422]) };
}

// ---- imports

const ofImport: Headers = {
  Location: { description: 'Where its progress can be read.', schema: { type: 'string', format: 'uri-reference' } },
  ...retryAfter,
  ...callHeaders,
};

/** The answers of a route of imports: where an import began, or how far it is. */
export function importResponses(method: 'get' | 'post'): Operation['responses'] {
  const content = { 'application/json': { schema: ref(componentOf('getImport')) } };
  const problems = references([...ANY_CALL, 422]);
  if (method === 'get') return { '200': { description: 'How far it is.', headers: callHeaders, content }, ...problems };
  const begun = { description: 'It began. Ask for its progress at Location.', headers: ofImport, content };
  return { '202': begun, ...problems, ...references([413, 415]) };
}

// ---- records

/** The answers of a route over records: its own, then the problems. */
export function recordResponses(method: 'get' | 'post', { responses }: Operation): Operation['responses'] {
  const own = Object.entries(responses).map(([status, response]) => [status, { ...response, headers: callHeaders }]);
  const problems = references(method === 'get' ? [...ANY_CALL, 422] : [...ANY_CALL, 409, 413, 415, 422]);
  return { ...Object.fromEntries(own), ...problems } as Operation['responses'];
}

// ---- queries

/** The headers that repeat a field of an answer, as `QueryDispatcher` sets them. */
const fieldHeaders: Readonly<Record<string, Headers>> = {
  next: { Link: { description: 'The next page, `rel="next"`; left out on the last.', schema: text } },
  revision: etag,
  position: {
    'Jalon-Position': { description: 'The tenant’s last event that the views had seen.', schema: text },
  },
};
const incomplete: Headers = {
  'Jalon-Incomplete': { description: '`true` where some streams are set aside, in every form.', schema: text },
};
const exportHeaders: Headers = {
  'Content-Disposition': { description: 'The name of the file, of every form but JSON.', schema: text },
  'Content-Language': { description: 'The language of a form that people read.', schema: text },
  ...incomplete,
};

/** The answers of a query: its success with its schema, media types and headers, then the problems. */
export function queryResponses(operation: Operation): Operation['responses'] {
  const { operationId = '' } = operation;
  const exported = exportedBy(operation);
  const schema = answerSchemas[operationId];
  if (!schema) throw new Error(`nothing is known of what ${operationId} answers`);
  const mediaType = mediaTypeOf(operation);
  const isStream = mediaType !== 'application/json';
  // A stream has no fields. Its header says where it begins.
  const fields = new Set(isStream ? ['position'] : fieldsOf(schema));
  const ofFields = Object.entries(fieldHeaders).filter(([field]) => fields.has(field));
  const headers = {
    ...Object.fromEntries(ofFields.flatMap(([, header]) => Object.entries(header))),
    ...(exported && exportHeaders),
    ...(isStream && incomplete),
    ...callHeaders,
  };
  const content = {
    [mediaType]: { schema: isStream ? schema : ref(componentOf(operationId)) },
    ...(exported && otherForms(exported, isReport(exported) ? undefined : itemsOf(operationId))),
  };
  const own = exported ? [406] : [];
  return {
    '200': { description: 'As the caller may see it.', headers, content },
    ...references([...ANY_CALL, 422, ...own]),
  };
}

/** The forms other than JSON. A line of NDJSON is one item of a list; the lines of a report depend on its grouping. */
function otherForms(
  exported: Exported,
  item: Schema | undefined,
): Readonly<Record<string, { readonly schema: Schema }>> {
  const schemas: Readonly<Record<string, Schema>> = {
    'application/x-ndjson': {
      ...text,
      description: 'One item a line, as JSON.',
      ...(item && { contentSchema: list(item) }),
    },
    'application/cloudevents-batch+json': list(ref('CloudEvent')),
  };
  const types = mediaTypesOf(exported).slice(1);
  return Object.fromEntries(types.map((type) => [type, { schema: schemas[type] ?? text }]));
}

/** The answers of health and metrics: their own, then the problems. Only metrics need a token. */
export function operationsResponses(path: string, { responses }: Operation): Operation['responses'] {
  const own = Object.entries(responses).map(([status, response]) => [
    status,
    { ...response, headers: { ...(status === '503' && retryAfter), ...correlation } },
  ]);
  const problems = references(path === '/metrics' ? ANY_CALL : ANY_REQUEST);
  return { ...Object.fromEntries(own), ...problems } as Operation['responses'];
}

/** The media type that the route names with `ApiProduces`, else JSON. */
function mediaTypeOf({ responses }: Operation): string {
  const [success] = Object.entries(responses).flatMap(([status, response]) =>
    status.startsWith('2') && response && 'content' in response ? Object.keys(response.content ?? {}) : [],
  );
  return success ?? 'application/json';
}

/** The names of an answer's own fields, without those of its items. */
function fieldsOf({ properties, oneOf }: Schema): readonly string[] {
  if (Array.isArray(oneOf)) return (oneOf as readonly Schema[]).flatMap(fieldsOf);
  return Object.keys(properties ?? {});
}

// ---- problems

/** The statuses of problems that are met before the caller is known. */
const BEFORE_THE_CALLER = [401, 408, 431];

function references(statuses: readonly number[]): Readonly<Record<string, { $ref: string }>> {
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]));
}

/** A response for each status, with all its codes. */
export function problemResponses(): Responses {
  const statuses = new Set([...problemCatalogue.values()].map(({ status }) => status));
  return Object.fromEntries([...statuses].sort().map((status) => [nameOf(status), responseOf(status)]));
}

/** The schema of every problem answer. */
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
        reason: {
          type: 'string',
          description:
            'Why a token is not accepted (TOKEN_INVALID), a store takes no writes (STORE_UNWRITABLE), or a file cannot be ' +
            'imported (IMPORT_UNREADABLE). Stable, too.',
          enum: [...Object.keys(tokenFlawTexts), ...OBSTACLES, ...Object.keys(importMessages)],
        },
        detail: {
          type: 'string',
          description: 'A sentence for people, in French or English: by Accept-Language, else the tenant’s language.',
        },
        params: {
          type: 'object',
          description: 'The values in the sentence.',
          additionalProperties: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
        },
        errors: {
          type: 'array',
          description: 'Each field to mend, 50 at most.',
          items: {
            type: 'object',
            required: ['field', 'detail'],
            properties: { field: { type: 'string' }, detail: { type: 'string' } },
            additionalProperties: false,
          },
        },
        moreErrors: { type: 'integer', minimum: 1, description: 'How many more fields there are to mend.' },
      },
      additionalProperties: false,
    },
  };
}

function responseOf(status: number): Responses[string] {
  const codes = [...problemCatalogue].filter(([, text]) => text.status === status);
  return {
    description: `${titleOf(status).en}: ${codes.map(([code]) => code).join(', ')}.`,
    headers: {
      'Content-Language': { description: 'The language of the sentences.', schema: text },
      ...(status === 401 && {
        'WWW-Authenticate': { description: 'How to say who asks.', schema: text },
      }),
      ...(codes.some(([, { retryAfter: seconds }]) => seconds) && retryAfter),
      ...(BEFORE_THE_CALLER.includes(status) ? correlation : callHeaders),
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
