import { Unzip, UnzipInflate } from 'fflate';
import { InvalidInputError, InvalidSpreadsheetError, readSheet, SheetNotFoundError } from 'read-excel-file/node';
import type { FileSource, WorkbookBounds } from './file-source.js';
import { ImportFailure } from './import-failure.js';

/** The largest workbook, in bytes as it lies on the disk. */
export const WORKBOOK_LIMIT = 10 * 1024 * 1024;

const BOUNDS: WorkbookBounds = { unpacked: 64 * 1024 * 1024, cells: 2_000_000 };

/** While a workbook is parsed, its process answers nobody: about a second within these bounds. */
export const BOUNDS_IN_A_SERVICE: WorkbookBounds = { unpacked: 16 * 1024 * 1024, cells: 200_000 };

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
export async function* workbookRows(file: FileSource, sheet: string | undefined): AsyncGenerator<WorkbookRow> {
  const content = await wholeOf(file);
  refuseTooLarge(content, file);
  let line = 0;
  for (const row of await rowsOf(content, file, sheet)) {
    line += 1;
    yield { line, cells: row.map(textOf) };
  }
}

async function wholeOf(file: FileSource): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of file.bytes()) {
    size += part.length;
    if (size > WORKBOOK_LIMIT) throw tooLarge(file);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const boundsOf = ({ workbook = BOUNDS }: FileSource) => workbook;

const tooLarge = ({ name: file, workbook = BOUNDS }: FileSource) =>
  new ImportFailure('WORKBOOK_TOO_LARGE', {
    file,
    megabytes: WORKBOOK_LIMIT / 1024 / 1024,
    unpacked: workbook.unpacked / 1024 / 1024,
    cells: workbook.cells,
  });

/** A cell's or a row's place, in the XML of a sheet. */
const PLACE = /\br\s*=\s*["']([A-Za-z]*)(\d+)["']/g;

/** So many characters of a piece are read again with the next one, in which a place may end. */
const OVERLAP = 40;

/**
 * Unpacks the workbook once without keeping it: the reader would hold in memory whatever a small file unpacks to, and fill
 * every gap up to the last cell.
 *
 * @throws ImportFailure
 */
function refuseTooLarge(content: Uint8Array, file: FileSource): void {
  const bounds = boundsOf(file);
  let unpacked = 0;
  const unzip = new Unzip((part) => {
    let [lastRow, lastColumn, rest] = [0, 0, ''];
    part.ondata = (error, data) => {
      // What this function throws comes back here as an error of the part.
      if (error) throw error;
      unpacked += data.length;
      if (unpacked > bounds.unpacked) throw tooLarge(file);
      if (!part.name.startsWith('xl/worksheets/')) return;
      const text = rest + Buffer.from(data).toString('latin1');
      for (const [, letters = '', number = '0'] of text.matchAll(PLACE)) {
        lastRow = Math.max(lastRow, Number(number));
        lastColumn = Math.max(lastColumn, columnNumber(letters));
      }
      if (lastRow * Math.max(lastColumn, 1) > bounds.cells) throw tooLarge(file);
      rest = text.slice(-OVERLAP);
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < content.length; at += STEP) {
      unzip.push(content.subarray(at, at + STEP), at + STEP >= content.length);
    }
  } catch (error) {
    throw error instanceof ImportFailure ? error : new ImportFailure('WORKBOOK_UNREADABLE', { file: file.name });
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
    if (error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError) {
      throw new ImportFailure('WORKBOOK_UNREADABLE', { file });
    }
    throw error;
  }
}

/** Dates are written YYYY-MM-DD, numbers with a point. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date || Object.prototype.toString.call(value) === '[object Date]') {
    return (value as Date).toISOString().slice(0, 10);
  }
  return (value as string | number | boolean).toString().trim();
}
