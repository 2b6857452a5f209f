import { AUDIT_MEDIA_TYPES } from '../audit/audit-formats.js';
import { answerSchemas } from './answer-schemas.js';
import type { Operation } from './document-types.js';

const LINK = { description: 'The next page, `rel="next"`.', schema: { type: 'string' } };
const ETAG = { description: 'The revision, as If-Match takes it.', schema: { type: 'string' } };

/** A query's success: its schema, the forms in which it can be had, and what its headers say. */
export function queryAnswer({ operationId = '' }: Operation): Operation['responses'] {
  const schema = answerSchemas[operationId];
  if (!schema) throw new Error(`nothing is known of what ${operationId} answers`);
  const headers = {
    ...(operationId.startsWith('list') && { Link: LINK }),
    ...(operationId.startsWith('get') && { ETag: ETAG }),
  };
  const description = 'As the caller may see it.';
  const content = { 'application/json': { schema } };
  const others = operationId === 'listAuditEvents' ? AUDIT_MEDIA_TYPES.slice(1) : [];
  const asText = Object.fromEntries(others.map((mediaType) => [mediaType, { schema: { type: 'string' } }]));
  return { '200': { description, headers, content: { ...content, ...asText } } };
}
