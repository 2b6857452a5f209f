import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { ImportFailure } from './import-failure.js';
import { bytesOf, type FileSource } from './file-source.js';
import type { WorkbookBounds } from './import-bounds.js';
import { RowRefused, type Row } from './mapping/cell.js';
import { firstFew, shortened } from './shortened.js';
import { workbookRows } from './workbook-reader.js';
import { columnsOf } from './mapping/mapping-file.js';
import type { FileMapping } from './mapping/mapping.js';

/** The longest record, in bytes: a quote that is never closed must not bring the whole file into memory. */
const LONGEST_RECORD = 1024 * 1024;

const LINE_END = /\r\n|\r|\n/g;

/** What csv-parse gives for a record under the options below: its cells, and its text as in the file. */
interface CsvRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

/** A record with the line on which it begins, from 1. */
interface PlacedRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface ReadOptions {
  /** How large it may be where it is a workbook. */
  readonly bounds: WorkbookBounds;
  /** Gets the names of the columns, before the first row. */
  readonly onHeader?: (names: readonly string[]) => void;
}

/**
 * Reads the rows of a CSV file or a workbook, each only when the caller takes it.
 *
 * @throws ImportFailure when the file cannot be read, is not in the mapping's encoding, is not CSV, or lacks a column that
 *   the mapping names
 */
export async function* readRows(
  file: FileSource,
  mapping: FileMapping,
  { bounds, onHeader }: ReadOptions,
): AsyncGenerator<Row> {
  let header: Header | null = null;
  const reading: Reading = { nextLine: 1 };
  try {
    const typed = beginsWith(await firstBytes(file), ZIP);
    const records = typed ? workbookRows(file, mapping.sheet, bounds) : recordsOf(file, mapping, reading);
    for await (const { line, cells } of records) {
      if (cells.every((cell) => cell === '')) continue;
      if (header) {
        yield rowOf({ line, cells, typed }, header, mapping);
      } else {
        header = headerOf(cells, file, mapping);
        onHeader?.(cells);
      }
    }
  } catch (error) {
    throw readingFailure(error, file, mapping, reading);
  }
  if (!header) throw new ImportFailure('CSV_EMPTY', { file: file.name });
}

async function firstBytes(file: FileSource): Promise<Uint8Array> {
  for await (const bytes of bytesOf(file)) return bytes;
  return new Uint8Array();
}

/** How far the parser has read. */
interface Reading {
  /** The line on which the next record begins. */
  nextLine: number;
}

async function* recordsOf(file: FileSource, mapping: FileMapping, reading: Reading): AsyncGenerator<PlacedRecord> {
  const { encoding = 'utf-8', separator = ',', quote = '"' } = mapping;
  const parser: Parser = parse({
    delimiter: separator,
    quote,
    bom: true,
    raw: true,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
    // Called while parsing: when the parser fails, records before the fault may not have been taken yet.
    on_record: (record) => {
      const { record: cells, raw } = record as unknown as CsvRecord;
      const line = reading.nextLine;
      reading.nextLine += raw.match(LINE_END)?.length ?? 0;
      return { line, cells: cells.map((cell) => cell.trim()) } as never;
    },
  });
  // Every error reaches the loop that reads the parser, so the callback has nothing to do.
  pipeline(Readable.from(decoded(file, encoding)), parser, () => undefined);
  yield* parser as AsyncIterable<PlacedRecord>;
}

async function* decoded(file: FileSource, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let first = true;
  for await (const bytes of bytesOf(file)) {
    if (first) refuseOtherKinds(bytes, file, encoding);
    first = false;
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder.decode();
}

/** What a file that is no CSV begins with. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLD_WORKBOOK = [0xd0, 0xcf, 0x11, 0xe0];

const beginsWith = (bytes: Uint8Array, start: readonly number[]) => start.every((byte, at) => bytes[at] === byte);

/** @throws ImportFailure for a workbook of the old format, and for a text in UTF-16 that the mapping does not name */
function refuseOtherKinds(bytes: Uint8Array, { name: file }: FileSource, encoding: string): void {
  if (beginsWith(bytes, OLD_WORKBOOK)) throw new ImportFailure('CSV_IS_WORKBOOK', { file });
  const utf16 = beginsWith(bytes, [0xff, 0xfe]) ? 'utf-16le' : beginsWith(bytes, [0xfe, 0xff]) ? 'utf-16be' : null;
  if (utf16 !== null && !/^utf-?16/i.test(encoding)) {
    throw new ImportFailure('CSV_ENCODING_IS', { file, encoding, found: utf16 });
  }
}

interface Header {
  readonly columns: ReadonlyMap<string, number>;
  /** The columns that the mapping reads. */
  readonly wanted: readonly string[];
  readonly width: number;
}

function headerOf(names: readonly string[], { name: file }: FileSource, mapping: FileMapping): Header {
  const columns = new Map(names.map((name, index) => [name, index]));
  const wanted = columnsOf(mapping);
  const missing = wanted.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    const { separator = ',' } = mapping;
    const found = names.length === 1 ? otherSeparator(names, separator, missing.length) : null;
    if (found !== null)
      throw new ImportFailure('CSV_SEPARATOR', { file, separator: shown(separator), found: shown(found) });
    throw new ImportFailure('CSV_COLUMN_MISSING', { file, columns: firstFew(missing), found: firstFew(names) });
  }
  const twice = wanted.filter((name) => names.indexOf(name) !== columns.get(name));
  if (twice.length > 0) throw new ImportFailure('CSV_COLUMN_TWICE', { file, columns: firstFew([...new Set(twice)]) });
  return { columns, wanted, width: names.length };
}

const SEPARATORS = [',', ';', '\t', '|'];

/** Another separator that cuts these cells into at least `width` fields, or null. */
function otherSeparator(cells: readonly string[], separator: string, width: number): string | null {
  const fields = (by: string) => cells.reduce((sum, cell) => sum + cell.split(by).length, 0);
  return SEPARATORS.find((by) => by !== separator && fields(by) > cells.length && fields(by) >= width) ?? null;
}

const shown = (separator: string) => (separator === '\t' ? 'TAB' : separator);

/** UTF-8 that was read as another encoding (`Ã©` for `é`, `â€™` for `’`), and what a decoder put for bytes it could not read. */
const GARBLED = /[ÂÃ][\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|\uFFFD/u;

function rowOf(
  { line, cells, typed }: PlacedRecord & { readonly typed: boolean },
  { columns, wanted, width }: Header,
  mapping: FileMapping,
): Row {
  const cell = (column: string) => cells[columns.get(column) ?? -1] ?? '';
  return {
    line,
    typed,
    cell,
    refuseUnreadable: () => {
      refuseOtherWidth(cells, width, mapping.separator ?? ',');
      const garbled = wanted.find((column) => GARBLED.test(cell(column)));
      if (garbled === undefined) return;
      const { encoding = 'utf-8' } = mapping;
      throw new RowRefused('TEXT_GARBLED', { column: garbled, value: shortened(cell(garbled)), encoding });
    },
  };
}

/** @throws RowRefused for a row with fewer or more fields than the header */
function refuseOtherWidth(cells: readonly string[], width: number, separator: string): void {
  if (cells.length === width) return;
  const params = { fields: cells.length, width };
  const found = cells.length < width ? otherSeparator(cells, separator, width) : null;
  if (found === null) throw new RowRefused('ROW_INCOMPLETE', params);
  throw new RowRefused('ROW_SEPARATOR', { ...params, separator: shown(separator), found: shown(found) });
}

const STRAY_QUOTES = ['INVALID_OPENING_QUOTE', 'CSV_INVALID_CLOSING_QUOTE'];

function readingFailure(
  error: unknown,
  { name: file }: FileSource,
  mapping: FileMapping,
  { nextLine }: Reading,
): unknown {
  const { quote = '"', encoding = 'utf-8' } = mapping;
  if (error instanceof CsvError) {
    const { code, column, index } = error as CsvError & { readonly column?: unknown; readonly index?: unknown };
    if (code === 'CSV_QUOTE_NOT_CLOSED') return new ImportFailure('CSV_QUOTE_OPEN', { file, line: nextLine, quote });
    if (code === 'CSV_MAX_RECORD_SIZE') {
      return new ImportFailure('CSV_ROW_TOO_LONG', {
        file,
        line: nextLine,
        quote,
        limit: LONGEST_RECORD / 1024 / 1024,
      });
    }
    const field = [column, index].find((place) => typeof place === 'number');
    if (STRAY_QUOTES.includes(code) && field !== undefined) {
      return new ImportFailure('CSV_QUOTE_STRAY', { file, line: nextLine, field: field + 1, quote });
    }
    return new ImportFailure('CSV_MALFORMED', { file, line: nextLine });
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return new ImportFailure('CSV_ENCODING', { file, encoding });
  return error;
}
