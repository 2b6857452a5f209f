import { Readable } from 'node:stream';
import type { AuditAnswer } from '@jalon/application';

/** What is handed to the socket at once, in characters: fewer, larger writes. */
const CHUNK = 16_384;

/** The same shape as every list: `items`, and where the views stood. */
export function asJson({ entries, ...rest }: AuditAnswer): Readable {
  return Readable.from(inChunks(jsonParts(entries, rest)));
}

/** One JSON object a line. */
export function asLines({ entries }: AuditAnswer): Readable {
  return Readable.from(inChunks(lines(entries)));
}

async function* jsonParts(entries: AsyncIterable<object>, rest: object): AsyncIterable<string> {
  yield '{"items":[';
  let separator = '';
  for await (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ',';
  }
  yield `],${JSON.stringify(rest).slice(1)}`;
}

async function* lines(entries: AsyncIterable<object>): AsyncIterable<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

async function* inChunks(parts: AsyncIterable<string>): AsyncIterable<string> {
  let chunk = '';
  for await (const part of parts) {
    chunk += part;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
