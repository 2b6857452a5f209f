import type { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { hundredthsOfHours, NO, YES } from '@jalon/read-models';
import { columnsFor, columnsOf, type CellValue, type Item, type Kind, type SheetColumn } from './columns.js';
import type { Export, ExportForPeople, Pages } from './export.js';
import { inChunks } from './in-chunks.js';
import { namedItems } from './named-items.js';

/** Rows written at once: about a chunk. */
const ROWS_AT_ONCE = 20;

/** How a table is written for its readers. */
interface Dialect {
  readonly delimiter: string;
  /** Whether it begins with the mark of its encoding. */
  readonly mark: boolean;
  readonly write: Readonly<Record<Kind, (value: CellValue) => string>>;
}

const decimal = (value: CellValue): string => (hundredthsOfHours(Number(value)) / 100).toFixed(2);

/** For programs: names, a comma, a point, dates as they are stored (RFC 4180). */
const ISO: Dialect = {
  delimiter: ',',
  mark: false,
  write: {
    text: String,
    integer: String,
    hours: decimal,
    date: String,
    month: String,
    instant: String,
    boolean: String,
  },
};

/** For a spreadsheet set to French, which knows the encoding by the mark at the beginning. */
const FRENCH: Dialect = {
  delimiter: ';',
  mark: true,
  write: {
    text: String,
    integer: String,
    hours: (value) => decimal(value).replace('.', ','),
    date: (value) => frenchDate(String(value)),
    month: (value) => frenchDate(String(value)),
    instant: (value) => `${frenchDate(String(value).slice(0, 10))} ${String(value).slice(11, 19)}`,
    boolean: (value) => (value === true ? YES : NO).fr,
  },
};

/** Of a day or a month. */
const frenchDate = (date: string): string => date.split('-').reverse().join('/');

export const asCsv = ({ exported, pages }: Export): Readable => table(columnsOf(exported), pages, ISO);

export const asFrenchCsv = ({ exported, pages, names, language }: ExportForPeople): Readable =>
  table(columnsFor(exported, language), namedItems(exported, pages, names), FRENCH);

/**
 * A table with a head line, in UTF-8. A cell that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, return at
 * its start) is given an apostrophe: what people typed is shown, never run.
 */
function table(columns: readonly SheetColumn[], pages: Pages, { delimiter, mark, write }: Dialect): Readable {
  const cells = (item: Item) =>
    columns.map(({ kind, valueOf }) => {
      const value = valueOf(item);
      return value === null ? '' : write[kind](value);
    });
  const lines = (rows: readonly (readonly string[])[], bom = false) =>
    stringify([...rows], { delimiter, bom, escape_formulas: true });
  async function* parts(): AsyncIterable<Iterable<string>> {
    yield [lines([columns.map(({ heading }) => heading)], mark)];
    for await (const page of pages) yield linesOf(page);
  }
  function* linesOf(page: readonly object[]): Iterable<string> {
    for (let next = 0; next < page.length; next += ROWS_AT_ONCE)
      yield lines(page.slice(next, next + ROWS_AT_ONCE).map((item) => cells(item as Item)));
  }
  return inChunks(parts());
}
