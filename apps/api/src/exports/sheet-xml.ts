import { hundredthsOfHours } from '@jalon/read-models';
import type { CellValue, Kind, SheetColumn } from './columns.js';

/** Styles of cells, by their place in the workbook's list (`workbook-xml.ts`). */
export const STYLES = { plain: 0, head: 1, date: 2, instant: 3, hours: 4, month: 5 } as const;

/** The most characters that a cell can hold (ECMA-376). */
const LONGEST_TEXT = 32_767;
const TOO_LONG = '(trop long pour une cellule : voir l’export CSV ou NDJSON / too long for a cell: take CSV or NDJSON)';

const DAY_MS = 86_400_000;
/** The day that spreadsheets count as 0. */
const DAY_ZERO = Date.UTC(1899, 11, 30);

const SHEET_BEGINS =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
export const SHEET_ENDS = '</sheetData></worksheet>';

export interface Cell {
  readonly kind: Kind;
  readonly value: CellValue;
}

/** In characters of the body's font, so that neither a heading nor what stands under it is cut. */
const WIDTHS: Readonly<Record<Kind, number>> = {
  text: 24,
  integer: 10,
  hours: 10,
  date: 12,
  month: 10,
  instant: 20,
  boolean: 10,
};

/** What a sheet begins with; its head is in its readers’ words: a workbook is for people, and for a program there is CSV. */
export function sheetBegins(columns: readonly SheetColumn[]): string {
  const widths = columns.map(({ kind, heading }, index) => {
    const place = index + 1;
    return `<col min="${place}" max="${place}" width="${Math.max(WIDTHS[kind], heading.length + 2)}" customWidth="1"/>`;
  });
  return `${SHEET_BEGINS}<cols>${widths.join('')}</cols><sheetData>${headRow(columns)}`;
}

function headRow(columns: readonly SheetColumn[]): string {
  return rowOf(1, columns, ({ heading }, place) => textCell(place, heading, STYLES.head));
}

/** A row by its number, the head being the first. */
export function row(number: number, cells: readonly Cell[]): string {
  return rowOf(number, cells, cell);
}

function rowOf<T>(number: number, items: readonly T[], write: (item: T, place: string) => string): string {
  const cells = items.map((item, index) => write(item, `r="${columnName(index)}${number}"`));
  return `<row r="${number}">${cells.join('')}</row>`;
}

const LETTERS = 26;
const columnNames: string[] = [];

/** A, B, … Z, AA, … of the columns, counted from 0. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % LETTERS));
  return (columnNames[index] ??= index < LETTERS ? letter : columnName(Math.floor(index / LETTERS) - 1) + letter);
}

function cell({ kind, value }: Cell, place: string): string {
  if (value === null) return '';
  switch (kind) {
    case 'text':
      return textCell(place, String(value), STYLES.plain);
    case 'integer':
      return number(place, Number(value), STYLES.plain);
    case 'hours':
      return number(place, hundredthsOfHours(Number(value)) / 100, STYLES.hours);
    case 'date':
      return number(place, (Date.parse(String(value)) - DAY_ZERO) / DAY_MS, STYLES.date);
    case 'month':
      // The first of it, shown without its day.
      return number(place, (Date.parse(`${String(value)}-01`) - DAY_ZERO) / DAY_MS, STYLES.month);
    case 'instant':
      return number(place, (Date.parse(String(value)) - DAY_ZERO) / DAY_MS, STYLES.instant);
    case 'boolean':
      return `<c ${place} t="b"><v>${value === true ? 1 : 0}</v></c>`;
  }
}

const number = (place: string, value: number, style: number) => `<c ${place} s="${style}"><v>${value}</v></c>`;

/** Text is text, never a formula, whatever it begins with. */
function textCell(place: string, text: string, style: number): string {
  const shown = text.length > LONGEST_TEXT ? TOO_LONG : text;
  return `<c ${place} s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(shown)}</t></is></c>`;
}

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What XML cannot hold is written as spreadsheets do, `_x0007_`; what looks like that already is told from it. */
export function escaped(text: string): string {
  return text
    .replace(/_x[0-9A-Fa-f]{4}_/g, '_x005F$&')
    .replace(/[&<>]/g, (sign) => MARKUP[sign] ?? sign)
    .replace(/[\p{Cc}\uFFFE\uFFFF]|\p{Surrogate}/gu, (sign) => {
      if (sign === '\n' || sign === '\t') return sign;
      const code = sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `_x${code}_`;
    });
}
