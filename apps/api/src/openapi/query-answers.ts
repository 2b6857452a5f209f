import type { Exported } from '../exports/columns.js';
import { EXPORTED } from '../exports/exports.decorator.js';
import { mediaTypesOf } from '../exports/formats.js';
import { answerSchemas, viewSchemas } from './answer-schemas.js';
import type { Operation, Schema } from './document-types.js';
import { correlationHeader, etagHeader } from './success-headers.js';

type Headers = Readonly<Record<string, object>>;

const text = { type: 'string' };

/** The headers that say what an answer's field says, as the door of queries sends them. */
const headersOfFields: Readonly<Record<string, Headers>> = {
  next: { Link: { description: 'The next page, `rel="next"`; left out on the last.', schema: text } },
  revision: etagHeader,
  position: { 'Jalon-Position': { description: 'Where the views stood.', schema: text } },
};
const incomplete: Headers = {
  'Jalon-Incomplete': { description: '`true` where some streams are set aside, in every form.', schema: text },
};
const exportHeaders: Headers = {
  'Content-Disposition': { description: 'The name of the file, of every form but JSON.', schema: text },
  'Content-Language': { description: 'The language of a form that people read.', schema: text },
  ...incomplete,
};

/** A query's success: its schema, the forms in which it can be had, and what its headers say. */
export function queryAnswer(operation: Operation): Operation['responses'] {
  const { operationId = '' } = operation;
  const exported = exportedBy(operation);
  const schema = answerSchemas[operationId];
  if (!schema) throw new Error(`nothing is known of what ${operationId} answers`);
  const mediaType = mediaTypeOf(operation);
  // A stream has no fields, and says where it begins.
  const fields = new Set(mediaType === 'application/json' ? fieldsOf(schema) : ['position']);
  const told = Object.entries(headersOfFields).filter(([field]) => fields.has(field));
  const headers = {
    ...Object.fromEntries(told.flatMap(([, header]) => Object.entries(header))),
    ...(exported && exportHeaders),
    ...(mediaType !== 'application/json' && incomplete),
    ...correlationHeader,
  };
  const description = 'As the caller may see it.';
  const others = exported ? mediaTypesOf(exported).slice(1) : [];
  const asText = Object.fromEntries(others.map((mediaType) => [mediaType, { schema: text }]));
  return { '200': { description, headers, content: { [mediaType]: { schema }, ...asText } } };
}

/** As the route says by `ApiProduces`; most say nothing. */
function mediaTypeOf({ responses }: Operation): string {
  const [success] = Object.entries(responses).flatMap(([status, response]) =>
    status.startsWith('2') && response && 'content' in response ? Object.keys(response.content ?? {}) : [],
  );
  return success ?? 'application/json';
}

/** The problems that only some queries can be answered with, beside those of all. */
export function ownProblemsOf(operation: Operation): readonly number[] {
  if (exportedBy(operation)) return [406];
  return mediaTypeOf(operation) === 'text/event-stream' ? [429] : [];
}

/** What an operation can give whole; undefined for most. */
export function exportedBy(operation: Operation): Exported | undefined {
  return (operation as { readonly [EXPORTED]?: Exported })[EXPORTED];
}

/** The names of the fields that an answer has itself, not in its items. */
function fieldsOf({ properties, allOf, $ref }: Schema): readonly string[] {
  if (typeof $ref === 'string') return fieldsOf(viewSchemas()[$ref.split('/').at(-1) ?? ''] ?? {});
  if (Array.isArray(allOf)) return (allOf as readonly Schema[]).flatMap(fieldsOf);
  return Object.keys(properties ?? {});
}
