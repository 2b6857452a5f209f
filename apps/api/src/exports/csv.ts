import { pipeline, Readable } from 'node:stream';
import { stringify, type Options } from 'csv-stringify';
import { hundredthsOfHours, NO, YES } from '@jalon/read-models';
import { columnsFor, columnsOf, type CellValue, type Item, type Kind, type SheetColumn } from './columns.js';
import type { Export, ExportForPeople } from './export.js';
import { namedItems } from './named-items.js';

/** How a table is written for its readers. */
interface Dialect {
  readonly options: Options;
  readonly write: Readonly<Record<Kind, (value: CellValue) => string>>;
}

const decimal = (value: CellValue): string => (hundredthsOfHours(Number(value)) / 100).toFixed(2);

/** For programs: names, a comma, a point, dates as they are stored (RFC 4180). */
const ISO: Dialect = {
  options: { delimiter: ',' },
  write: { text: String, integer: String, hours: decimal, date: String, instant: String, boolean: String },
};

/** For a spreadsheet set to French, which knows the encoding by the mark at the beginning. */
const FRENCH: Dialect = {
  options: { delimiter: ';', bom: true },
  write: {
    text: String,
    integer: String,
    hours: (value) => decimal(value).replace('.', ','),
    date: (value) => frenchDate(String(value)),
    instant: (value) => `${frenchDate(String(value).slice(0, 10))} ${String(value).slice(11, 19)}`,
    boolean: (value) => (value === true ? YES : NO).fr,
  },
};

function frenchDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${month}/${year}`;
}

export const asCsv = ({ exported, entries }: Export): Readable => table(columnsOf(exported), entries, ISO);

export const asFrenchCsv = ({ exported, entries, names, language }: ExportForPeople): Readable =>
  table(columnsFor(exported, language), namedItems(exported, entries, names), FRENCH);

/**
 * A table with a head line, in UTF-8. A cell that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, return at
 * its start) is given an apostrophe: what people typed is shown, never run.
 */
function table(columns: readonly SheetColumn[], entries: AsyncIterable<object>, { options, write }: Dialect): Readable {
  const rows = stringify({
    ...options,
    header: true,
    columns: columns.map((column) => ({ key: column.name, header: column.heading })),
    escape_formulas: true,
  });
  async function* cells(): AsyncIterable<readonly string[]> {
    for await (const item of entries) {
      yield columns.map(({ kind, valueOf }) => {
        const value = valueOf(item as Item);
        return value === null ? '' : write[kind](value);
      });
    }
  }
  // A failure ends the answer half-way, and Fastify then cuts the connection: nothing is left to be told here.
  return pipeline(Readable.from(cells()), rows, () => undefined);
}
