import type { Readable } from 'node:stream';
import type { Export, Pages } from './export.js';
import { inChunks } from './in-chunks.js';

/** The same shape as every list: `items`, and where the views stood. */
export function asJson({ pages, standing }: Export): Readable {
  return inChunks(jsonParts(pages, standing));
}

/** One JSON object a line. */
export function asLines({ pages }: Export): Readable {
  return inChunks(lines(pages));
}

async function* jsonParts(pages: Pages, rest: object): AsyncIterable<Iterable<string>> {
  yield ['{"items":['];
  let first = true;
  for await (const page of pages) {
    yield separated(page, first);
    first &&= page.length === 0;
  }
  yield [`],${JSON.stringify(rest).slice(1)}`];
}

function* separated(page: readonly object[], first: boolean): Iterable<string> {
  for (const [index, entry] of page.entries()) yield (first && index === 0 ? '' : ',') + JSON.stringify(entry);
}

async function* lines(pages: Pages): AsyncIterable<Iterable<string>> {
  for await (const page of pages) yield linesOf(page);
}

function* linesOf(page: readonly object[]): Iterable<string> {
  for (const entry of page) yield `${JSON.stringify(entry)}\n`;
}
