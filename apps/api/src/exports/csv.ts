import type { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { NO, YES } from '@jalon/read-models';
import { columnsFor, columnsOf, withNames, type CellValue, type Item, type Kind, type SheetColumn } from './columns.js';
import { textStream, type Export, type ExportForPeople, type Pages } from './export-stream.js';

/** Rows written at once: about a chunk. */
const ROWS_AT_ONCE = 20;

/** How a CSV file is written for its readers. */
interface Dialect {
  readonly delimiter: string;
  /** Whether the file begins with a byte order mark. */
  readonly bom: boolean;
  readonly write: Readonly<Record<Kind, (value: CellValue) => string>>;
}

/** Minutes as hours and minutes: `7:05`, `120:00`. It is exact, so lines add up. */
export function hoursAndMinutes(minutes: CellValue): string {
  const whole = Number(minutes);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** For programs: a comma, a decimal point, dates as they are stored (RFC 4180). */
const ISO: Dialect = {
  delimiter: ',',
  bom: false,
  write: {
    text: String,
    integer: String,
    hours: hoursAndMinutes,
    date: String,
    month: String,
    instant: String,
    boolean: String,
  },
};

/** For a spreadsheet set to French, which recognises UTF-8 by the byte order mark. */
const FRENCH: Dialect = {
  delimiter: ';',
  bom: true,
  write: {
    text: String,
    integer: String,
    hours: hoursAndMinutes,
    date: (value) => frenchDate(String(value)),
    month: (value) => frenchDate(String(value)),
    instant: (value) => `${frenchDate(String(value).slice(0, 10))} ${String(value).slice(11, 19)}`,
    boolean: (value) => (value === true ? YES : NO).fr,
  },
};

/** A date or a month, day or month first. */
const frenchDate = (date: string): string => date.split('-').reverse().join('/');

export const asCsv = ({ exported, pages }: Export): Readable => table(columnsOf(exported), pages, ISO);

export const asFrenchCsv = ({ exported, pages, names, language }: ExportForPeople): Readable =>
  table(columnsFor(exported, language), withNames(exported, pages, names), FRENCH);

/**
 * A table with a header line, in UTF-8. A cell that a spreadsheet would run as a formula (one that starts with `=`,
 * `+`, `-`, `@`, a tab or a return) is given an apostrophe: it is shown as it was typed, and never run.
 */
function table(columns: readonly SheetColumn[], pages: Pages, { delimiter, bom, write }: Dialect): Readable {
  const cells = (item: Item) =>
    columns.map(({ kind, valueOf }) => {
      const value = valueOf(item);
      return value === null ? '' : write[kind](value);
    });
  const lines = (rows: readonly (readonly string[])[], mark = false) =>
    stringify([...rows], { delimiter, bom: mark, escape_formulas: true });
  async function* parts(): AsyncIterable<Iterable<string>> {
    yield [lines([columns.map(({ heading }) => heading)], bom)];
    for await (const page of pages) yield linesOf(page);
  }
  function* linesOf(page: readonly object[]): Iterable<string> {
    for (let next = 0; next < page.length; next += ROWS_AT_ONCE)
      yield lines(page.slice(next, next + ROWS_AT_ONCE).map((item) => cells(item as Item)));
  }
  return textStream(parts());
}
