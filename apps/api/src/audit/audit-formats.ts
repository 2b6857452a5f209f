import type { Readable } from 'node:stream';
import Negotiator from 'negotiator';
import type { AuditAnswer } from '@jalon/application';
import { ApiProblem } from '../problems/api-problem.js';
import { asCsv } from './audit.csv.js';
import { asJson, asLines } from './audit.json.js';

/** One way to write the trail: a stream that reads on only as fast as the client does. */
export interface AuditFormat {
  readonly mediaType: string;
  readonly contentType: string;
  readonly write: (answer: AuditAnswer) => Readable;
}

/** The first is for a client that does not say. */
const FORMATS: readonly AuditFormat[] = [
  { mediaType: 'application/json', contentType: 'application/json; charset=utf-8', write: asJson },
  { mediaType: 'application/x-ndjson', contentType: 'application/x-ndjson', write: asLines },
  { mediaType: 'text/csv', contentType: 'text/csv; charset=utf-8', write: asCsv },
];

export const AUDIT_MEDIA_TYPES = FORMATS.map(({ mediaType }) => mediaType);

/**
 * The format that a client likes best, from Accept with its q-values.
 *
 * @throws ApiProblem NOT_ACCEPTABLE
 */
export function auditFormatFor(accept: string | undefined): AuditFormat {
  const wanted = new Negotiator({ headers: { accept } }).mediaType(AUDIT_MEDIA_TYPES);
  const format = FORMATS.find(({ mediaType }) => mediaType === wanted);
  if (format) return format;
  throw new ApiProblem('NOT_ACCEPTABLE', {
    params: { offered: AUDIT_MEDIA_TYPES.join(', ') },
    headers: { vary: 'Accept, Accept-Language' },
  });
}
