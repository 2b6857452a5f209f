import type { OpenAPIObject } from '@nestjs/swagger';

type Parameters = NonNullable<NonNullable<OpenAPIObject['components']>['parameters']>;
type Parameter = Parameters[string];

const ID = '0198f0a0-0000-7000-8000-000000000001';

/** The headers that commands and queries share. */
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
    schema: { type: 'string', pattern: '^(0|[1-9][0-9]*)$' },
    example: '42',
  },
} as const satisfies Parameters;

const named = (name: keyof typeof sharedParameters) => ({ $ref: `#/components/parameters/${name}` });

/** A command on a thing may name the revision that was seen; a creation has none. */
export function commandParameters(path: string): readonly { $ref: string }[] {
  const onSomething = path.includes('{') ? [named('IfMatch')] : [];
  return [named('IdempotencyKey'), ...onSomething, named('CorrelationId')];
}

export const queryHeaders = [named('MinPosition'), named('CorrelationId')];

const MEANINGS: Readonly<Record<string, string>> = {
  id: 'Which one.',
  entryId: 'The time entry.',
  amendmentId: 'The amendment.',
};

/** The ids in a path such as `/v1/missions/{id}/hours`. */
export function pathParameters(path: string): readonly Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path' as const,
    required: true,
    description: MEANINGS[name] ?? '',
    schema: { type: 'string', format: 'uuid' },
    example: ID,
  }));
}
