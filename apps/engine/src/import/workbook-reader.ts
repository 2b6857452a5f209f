import { Unzip, UnzipInflate } from 'fflate';
import { readSheet, SheetNotFoundError } from 'read-excel-file/node';
import { bytesOf, type FileSource } from './file-source.js';
import type { WorkbookBounds } from './import-bounds.js';
import { ImportFailure } from './import-failure.js';

/** The largest workbook, in bytes as it lies on the disk. */
export const WORKBOOK_LIMIT = 10 * 1024 * 1024;

/** How many bytes are unpacked at a time: 64 KiB can become 64 MiB. */
const STEP = 16 * 1024;

/** A row of a workbook with its number, from 1. */
export interface WorkbookRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads the rows of one sheet of a workbook (.xlsx). A formula gives the value that was saved with it.
 *
 * @param sheet its name; the first sheet when left out
 * @throws ImportFailure for a file that is no workbook, is too large, or has no such sheet
 */
export async function* workbookRows(
  file: FileSource,
  sheet: string | undefined,
  bounds: WorkbookBounds,
): AsyncGenerator<WorkbookRow> {
  const tooLarge = () => tooLargeBeyond(file, bounds);
  const content = await wholeOf(file, tooLarge);
  refuseTooLarge(content, file, bounds);
  let line = 0;
  for (const row of await rowsOf(content, file, sheet)) {
    line += 1;
    yield { line, cells: row.map(textOf) };
  }
}

async function wholeOf(file: FileSource, tooLarge: () => ImportFailure): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytesOf(file)) {
    size += part.length;
    if (size > WORKBOOK_LIMIT) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const tooLargeBeyond = ({ name: file }: FileSource, { unpacked, cells }: WorkbookBounds) =>
  new ImportFailure('WORKBOOK_TOO_LARGE', {
    file,
    megabytes: WORKBOOK_LIMIT / 1024 / 1024,
    unpacked: unpacked / 1024 / 1024,
    cells,
  });

/** The parts that the reader takes. It follows a workbook's relationships to any of them, in whatever folder. */
const READ = /\.xml(?:\.rels)?$/;

/** What begins a row or a cell, with its attributes. */
const ELEMENT = /<(?:[\w.-]+:)?(?:row|c)(?=[\s/>])([^<]*)/g;

/** The place of a row or a cell among its attributes. */
const PLACE = /\br\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** A place as it must be written. The reader would also take `A1e9`, and `&#88;` for a letter. */
const WRITTEN = /^([A-Za-z]{0,3})(\d{1,7})$/;

/** The last row and column that a sheet has: XFD1048576. */
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;

/** The longest tag of a row or a cell, in characters: the beginning of one is read again with the next piece. */
const LONGEST_TAG = 1_024;

/**
 * Unpacks the workbook once without keeping it: the reader would hold in memory whatever a small file unpacks to, and fill
 * every gap up to the last cell.
 *
 * @throws ImportFailure
 */
function refuseTooLarge(content: Uint8Array, file: FileSource, bounds: WorkbookBounds): void {
  const unreadable = () => new ImportFailure('WORKBOOK_UNREADABLE', { file: file.name });
  let unpacked = 0;
  const unzip = new Unzip((part) => {
    let [lastRow, lastColumn, elements, rest] = [0, 0, 0, ''];
    part.ondata = (error, data, isLast) => {
      // What this function throws comes back here as an error of the part.
      if (error) throw error;
      unpacked += data.length;
      if (unpacked > bounds.unpacked) throw tooLargeBeyond(file, bounds);
      if (!READ.test(part.name)) return;
      const piece = rest + Buffer.from(data).toString('latin1');
      const end = isLast ? piece.length : piece.lastIndexOf('<');
      for (const [, attributes = ''] of piece.slice(0, Math.max(0, end)).matchAll(ELEMENT)) {
        // A cell may have no place.
        elements += 1;
        for (const [, double, single = ''] of attributes.matchAll(PLACE)) {
          const [, letters = '', number] = WRITTEN.exec(double ?? single) ?? [];
          const [row, column] = [Number(number), columnNumber(letters)];
          if (!(row <= LAST_ROW && column <= LAST_COLUMN)) throw unreadable();
          lastRow = Math.max(lastRow, row);
          lastColumn = Math.max(lastColumn, column);
        }
      }
      if (Math.max(lastRow * Math.max(lastColumn, 1), elements) > bounds.cells) throw tooLargeBeyond(file, bounds);
      rest = piece.slice(Math.max(end, piece.length - LONGEST_TAG));
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < content.length; at += STEP) {
      unzip.push(content.subarray(at, at + STEP), at + STEP >= content.length);
    }
  } catch (error) {
    throw error instanceof ImportFailure ? error : unreadable();
  }
}

/** A is 1, Z is 26, AA is 27. */
function columnNumber(letters: string): number {
  return Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

async function rowsOf(
  content: Buffer,
  { name: file }: FileSource,
  sheet: string | undefined,
): Promise<readonly (readonly unknown[])[]> {
  try {
    return await readSheet(content, sheet ?? 1);
  } catch (error) {
    if (error instanceof SheetNotFoundError) throw new ImportFailure('SHEET_UNKNOWN', { file, sheet: sheet ?? '1' });
    // The reader has some errors of its own, and stumbles over other flaws: all it was given is the file.
    throw new ImportFailure('WORKBOOK_UNREADABLE', { file });
  }
}

/** Dates are written YYYY-MM-DD, numbers with a point. A date that the calendar does not have is a text that is no date. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date || Object.prototype.toString.call(value) === '[object Date]') {
    const date = value as Date;
    if (Number.isNaN(date.getTime())) return String(date);
    return date.toISOString().replace(/T.*$/, '');
  }
  return (value as string | number | boolean).toString().trim();
}
