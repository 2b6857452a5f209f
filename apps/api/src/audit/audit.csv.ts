import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { AuditAnswer } from '@jalon/application';

const COLUMNS = [
  'position',
  'stream',
  'revision',
  'category',
  'streamId',
  'eventId',
  'type',
  'version',
  'person',
  'role',
  'party',
  'onBehalfOf',
  'recordedAt',
  'commandId',
  'correlationId',
  'hash',
  'body',
  'masked',
  'opensOn',
] as const;

/**
 * A table with a head line, in UTF-8 with the mark that spreadsheets want. A cell that one would run as a formula
 * (`=`, `+`, `-`, `@`, tab, return at its start) is given an apostrophe: what people typed is shown, never run.
 */
export function asCsv({ entries }: AuditAnswer): Readable {
  const table = stringify({ bom: true, header: true, columns: [...COLUMNS], escape_formulas: true });
  // A failure ends the answer half-way, and Fastify then cuts the connection: nothing is left to be told here.
  return pipeline(Readable.from(entries), table, () => undefined);
}
