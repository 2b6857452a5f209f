import { Readable } from 'node:stream';
import type { Export } from './export.js';
import { inChunks } from './in-chunks.js';

/** The same shape as every list: `items`, and where the views stood. */
export function asJson({ entries, standing }: Export): Readable {
  return Readable.from(inChunks(jsonParts(entries, standing)));
}

/** One JSON object a line. */
export function asLines({ entries }: Export): Readable {
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
