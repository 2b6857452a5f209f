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
 * What a spreadsheet may run as a formula: `=`, `+`, `-`, `@`, also in full width, behind blanks and controls, which some
 * spreadsheets skip; and what begins with a tab or an end of line.
 */
// eslint-disable-next-line no-control-regex -- controls are what it looks for
const FORMULA = /^(?:[\t\r\n]|[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u;

/** A cell's text; with an apostrophe before what may be a formula: it is shown as it was typed, and never run. */
const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** A table with a header line, in UTF-8, without formulas. */
function table(columns: readonly SheetColumn[], pages: Pages, { delimiter, bom, write }: Dialect): Readable {
  const cells = (item: Item) =>
    columns.map(({ kind, valueOf }) => {
      const value = valueOf(item);
      return value === null ? '' : write[kind](value);
    });
  const lines = (rows: readonly (readonly string[])[], mark = false) =>
    stringify([...rows.map((row) => row.map(guarded))], { delimiter, bom: mark });
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
