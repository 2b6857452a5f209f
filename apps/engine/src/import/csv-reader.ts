import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ImportFailure } from './import-failure.js';
import type { Row } from './mapping/cell.js';
import { columnsOf } from './mapping/mapping-file.js';
import type { Mapping } from './mapping/mapping.js';

/** A record from csv-parse under the options below: its cells, and its text as in the file. */
interface CsvRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

const LINE_END = /\r\n|\r|\n/g;

/**
 * Reads the rows of a CSV file, each only when the caller takes it.
 *
 * @throws ImportFailure when the file cannot be read, is not in the mapping's encoding, is not CSV, or lacks a column that
 *   the mapping names
 */
export async function* readRows(file: string, mapping: Mapping): AsyncGenerator<Row> {
  let columns: ReadonlyMap<string, number> | null = null;
  let width = 0;
  let nextLine = 1;
  try {
    for await (const { record, raw } of recordsOf(file, mapping)) {
      const line = nextLine;
      nextLine += raw.match(LINE_END)?.length ?? 0;
      const cells = record.map((cell) => cell.trim());
      if (cells.every((cell) => cell === '')) continue;
      if (columns) {
        yield rowOf(line, cells, columns, width);
      } else {
        columns = headerOf(cells, file, mapping);
        width = cells.length;
      }
    }
  } catch (error) {
    throw readingFailure(error, file, mapping);
  }
  if (!columns) throw new ImportFailure('CSV_EMPTY', { file });
}

function recordsOf(
  file: string,
  { encoding = 'utf-8', separator = ',', quote = '"' }: Mapping,
): AsyncIterable<CsvRecord> {
  const parser = parse({ delimiter: separator, quote, bom: true, raw: true, relax_column_count: true });
  // Every error reaches the loop that reads the parser, so the callback has nothing to do.
  pipeline(Readable.from(decoded(file, encoding)), parser, () => undefined);
  return parser;
}

async function* decoded(file: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const bytes of createReadStream(file)) yield decoder.decode(bytes as Uint8Array, { stream: true });
  yield decoder.decode();
}

function headerOf(names: readonly string[], file: string, mapping: Mapping): ReadonlyMap<string, number> {
  const columns = new Map(names.map((name, index) => [name, index]));
  const wanted = columnsOf(mapping);
  const missing = wanted.filter((name) => !columns.has(name));
  if (missing.length > 0) throw new ImportFailure('CSV_COLUMN_MISSING', { file, columns: missing.join(', ') });
  const twice = wanted.filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice.length > 0) throw new ImportFailure('CSV_COLUMN_TWICE', { file, columns: twice.join(', ') });
  return columns;
}

function rowOf(line: number, cells: readonly string[], columns: ReadonlyMap<string, number>, width: number): Row {
  return { line, complete: cells.length === width, cell: (column) => cells[columns.get(column) ?? -1] ?? '' };
}

function readingFailure(error: unknown, file: string, mapping: Mapping): unknown {
  if (error instanceof CsvError) return new ImportFailure('CSV_MALFORMED', { file, reason: error.message });
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new ImportFailure('CSV_ENCODING', { file, encoding: mapping.encoding ?? 'utf-8' });
  }
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
    return new ImportFailure('FILE_UNREADABLE', { file });
  return error;
}
