import { Readable } from 'node:stream';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { Language, Sentence } from '@jalon/kernel';
import { readingColumns } from '@jalon/read-models';
import { columnsFor, withNames, type CellValue, type Item, type Kind, type SheetColumn } from './columns.js';
import { isReport, type ExportForPeople, type List } from './export-stream.js';
import { readingLines, type Reading } from './report-reading.js';

/** The most rows of a sheet, its header included (ECMA-376). */
const ROWS_A_SHEET = 1_048_576;
/** Characters compressed at once. */
const CHUNK = 65_536;
/** The largest zip archive without extensions, in bytes. */
const MOST_BYTES = 0xffff_ffff;

const TITLES: Readonly<Record<List, Sentence>> = {
  missions: { en: 'Missions', fr: 'Missions' },
  hours: { en: 'Hours', fr: 'Heures' },
  needs: { en: 'Needs', fr: 'Besoins' },
  offers: { en: 'Offers', fr: 'Souhaits' },
  employers: { en: 'Employers', fr: 'Employeurs' },
  organisations: { en: 'Organisations', fr: 'Organismes' },
  people: { en: 'People', fr: 'Personnes' },
  roles: { en: 'Roles', fr: 'Rôles' },
  'impact-entries': { en: 'Entries', fr: 'Saisies' },
  acts: { en: 'Acts of two people', fr: 'Actes à deux' },
  audit: { en: 'Audit', fr: 'Audit' },
};

const REPORT: Sentence = { en: 'Report', fr: 'Rapport' };
const READING: Sentence = { en: 'Rules and reading', fr: 'Règles et lecture' };

/**
 * A workbook (ECMA-376) with as many sheets as its rows need. It is compressed while it is written, so no row is kept.
 * A report has one more sheet: what it is of, by which rules and formulas.
 */
export function asXlsx(answer: ExportForPeople): Readable {
  return Readable.from(workbook(answer, ROWS_A_SHEET), { objectMode: false });
}

/** @throws Error when the archive would exceed 4 GB */
export async function* workbook(
  { exported, pages, names, language, viewState }: Omit<ExportForPeople, 'tenant'>,
  rowsASheet: number,
): AsyncIterable<Uint8Array> {
  const report = isReport(exported);
  const columns = columnsFor(exported, language).filter(({ name }) => !report || !(name in readingColumns));
  const title = (isReport(exported) ? REPORT : TITLES[exported])[language];
  const sums = report ? new ColumnSums(columns) : null;
  const archive = new Archive();
  const sheets: string[] = [];
  let rows = 0;
  let xml = '';
  const begin = () => {
    sheets.push(sheets.length === 0 ? title : `${title} ${sheets.length + 1}`);
    archive.begin(`xl/worksheets/sheet${sheets.length}.xml`);
    xml = sheetBegins(columns);
    rows = 1;
  };
  begin();
  for await (const page of withNames(exported, pages, names)) {
    for (const item of page) {
      if (rows === rowsASheet) {
        archive.end(xml + SHEET_ENDS);
        begin();
      }
      rows += 1;
      const addsUp = sums !== null && item['line'] === 'total' && sheets.length === 1;
      xml += row(rows, columns, ({ kind, valueOf }, place, index) => {
        const value = valueOf(item);
        return cell(kind, value, place, addsUp ? sums.formula(index, value, rows) : undefined);
      });
      sums?.add(item);
      if (xml.length < CHUNK) continue;
      archive.write(xml);
      xml = '';
      yield* archive.taken();
    }
  }
  archive.end(xml + SHEET_ENDS);
  if (report) {
    sheets.push(READING[language]);
    archive.begin(`xl/worksheets/sheet${sheets.length}.xml`);
    archive.end(readingSheet(viewState, language));
  }
  for (const [path, part] of Object.entries(workbookParts(sheets))) {
    archive.begin(path);
    archive.end(part);
  }
  archive.close();
  yield* archive.taken();
}

/**
 * The sums of a report's rows, by which its total is written as formulas. Only time and half-days add up: a person can be
 * behind several rows. A total that counts more than the rows show is written as a number.
 */
class ColumnSums {
  private readonly sums: (number | null)[];

  constructor(private readonly columns: readonly SheetColumn[]) {
    this.sums = columns.map(({ adds }) => (adds ? 0 : null));
  }

  add(item: Item): void {
    this.columns.forEach(({ valueOf }, index) => {
      const [sum, value] = [this.sums[index] ?? null, valueOf(item)];
      this.sums[index] = sum === null || typeof value !== 'number' ? null : sum + value;
    });
  }

  /** The formula of the total in a column, in the row of that number; undefined where the rows do not add up to it. */
  formula(index: number, total: CellValue, rowNumber: number): string | undefined {
    if (rowNumber <= 2 || total === null || this.sums[index] !== total) return undefined;
    // A length is that of its minutes, which stand to its left.
    if (this.columns[index]?.kind === 'hours') return `${columnName(index - 1)}${rowNumber}/${MINUTES_A_DAY}`;
    const name = columnName(index);
    return `SUM(${name}2:${name}${rowNumber - 1})`;
  }
}

/** A zip archive that hands out its bytes while it is written. */
class Archive {
  private bytes: Uint8Array[] = [];
  private written = 0;
  private entry: ZipDeflate | null = null;
  private readonly zip = new Zip((error, bytes) => {
    if (error) throw error;
    this.written += bytes.length;
    this.bytes.push(bytes);
  });

  begin(path: string): void {
    this.entry = new ZipDeflate(path, { level: 6 });
    this.zip.add(this.entry);
  }

  write(text: string): void {
    this.entry?.push(strToU8(text));
  }

  end(text: string): void {
    this.entry?.push(strToU8(text), true);
  }

  close(): void {
    this.zip.end();
  }

  taken(): readonly Uint8Array[] {
    if (this.written > MOST_BYTES) throw new Error('the workbook exceeds 4 GB');
    const { bytes } = this;
    this.bytes = [];
    return bytes;
  }
}

// ---- XML

const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Cell styles, by their index in `STYLESHEET`. */
const STYLES = { plain: 0, head: 1, date: 2, instant: 3, hours: 4, month: 5 } as const;

/** The most characters of a cell (ECMA-376). */
const LONGEST_TEXT = 32_767;
const TOO_LONG = '(trop long pour une cellule : voir l’export CSV ou NDJSON / too long for a cell: take CSV or NDJSON)';

const DAY_MS = 86_400_000;
const MINUTES_A_DAY = 1_440;
/** The day that spreadsheets count as 0. */
const DAY_ZERO = Date.UTC(1899, 11, 30);

const SHEET_BEGINS =
  `${XML_DECLARATION}<worksheet xmlns="${MAIN}">` +
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
const SHEET_ENDS = '</sheetData></worksheet>';

/** Column widths in characters of the body's font, so that no value is cut. */
const WIDTHS: Readonly<Record<Kind, number>> = {
  text: 24,
  integer: 10,
  hours: 10,
  date: 12,
  month: 10,
  instant: 20,
  boolean: 10,
};

/** The beginning of a sheet, with its header row. A column is at least as wide as its heading. */
function sheetBegins(columns: readonly SheetColumn[]): string {
  const widths = columns.map(({ kind, heading }, index) => {
    const place = index + 1;
    return `<col min="${place}" max="${place}" width="${Math.max(WIDTHS[kind], heading.length + 2)}" customWidth="1"/>`;
  });
  const header = row(1, columns, ({ heading }, place) => textCell(place, heading, STYLES.head));
  return `${SHEET_BEGINS}<cols>${widths.join('')}</cols><sheetData>${header}`;
}

/** A row by its number; the header is row 1. */
function row(
  number: number,
  columns: readonly SheetColumn[],
  write: (column: SheetColumn, place: string, index: number) => string,
): string {
  const cells = columns.map((column, index) => write(column, `r="${columnName(index)}${number}"`, index));
  return `<row r="${number}">${cells.join('')}</row>`;
}

const LETTERS = 26;
const columnNames: string[] = [];

/** What a report is of, by which rules and formulas: a line for each. */
function readingSheet(reading: object, language: Language): string {
  const lines = readingLines(reading as Reading, language);
  const cells = lines.map(([name, text], index) => {
    const number = index + 1;
    const value = textCell(`r="B${number}"`, text, STYLES.plain);
    return `<row r="${number}">${textCell(`r="A${number}"`, name, STYLES.head)}${value}</row>`;
  });
  const widths =
    '<cols><col min="1" max="1" width="36" customWidth="1"/><col min="2" max="2" width="90" customWidth="1"/></cols>';
  return `${XML_DECLARATION}<worksheet xmlns="${MAIN}">${widths}<sheetData>${cells.join('')}${SHEET_ENDS}`;
}

/** The name of a column counted from 0: A, B, … Z, AA, … */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % LETTERS));
  return (columnNames[index] ??= index < LETTERS ? letter : columnName(Math.floor(index / LETTERS) - 1) + letter);
}

function cell(kind: Kind, value: CellValue, place: string, formula?: string): string {
  if (value === null) return '';
  switch (kind) {
    case 'text':
      return textCell(place, String(value), STYLES.plain);
    case 'integer':
      return number(place, Number(value), STYLES.plain, formula);
    case 'hours':
      // A length as spreadsheets hold it, a fraction of a day: exact to a nanosecond, so that lines add up.
      return number(place, Number(value) / MINUTES_A_DAY, STYLES.hours, formula);
    case 'date':
      return number(place, (Date.parse(String(value)) - DAY_ZERO) / DAY_MS, STYLES.date);
    case 'month':
      // The first day of the month, in a format that shows no day.
      return number(place, (Date.parse(`${String(value)}-01`) - DAY_ZERO) / DAY_MS, STYLES.month);
    case 'instant':
      return number(place, (Date.parse(String(value)) - DAY_ZERO) / DAY_MS, STYLES.instant);
    case 'boolean':
      return `<c ${place} t="b"><v>${value === true ? 1 : 0}</v></c>`;
  }
}

/** A number; one with a formula is its value until a spreadsheet computes it again. */
function number(place: string, value: number, style: number, formula?: string): string {
  const computed = formula === undefined ? '' : `<f>${formula}</f>`;
  return `<c ${place} s="${style}">${computed}<v>${value}</v></c>`;
}

/** Text in a string cell: it is never run as a formula, whatever it begins with. */
function textCell(place: string, text: string, style: number): string {
  const shown = text.length > LONGEST_TEXT ? TOO_LONG : text;
  return `<c ${place} s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(shown)}</t></is></c>`;
}

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Characters that XML cannot hold become `_x0007_`, as spreadsheets write them; a text that looks like that is escaped
 * too.
 */
function escaped(text: string): string {
  return text
    .replace(/_x[0-9A-Fa-f]{4}_/g, '_x005F$&')
    .replace(/[&<>]/g, (sign) => MARKUP[sign] ?? sign)
    .replace(/[\p{Cc}\uFFFE\uFFFF]|\p{Surrogate}/gu, (sign) => {
      if (sign === '\n' || sign === '\t') return sign;
      const code = sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `_x${code}_`;
    });
}

/** The parts of a workbook other than its sheets, by their path in the archive (ECMA-376, part 1, 12.2). */
function workbookParts(sheets: readonly string[]): Readonly<Record<string, string>> {
  const places = sheets.map((name, index) => ({ name, id: index + 1 }));
  const styles = places.length + 1;
  return {
    'xl/workbook.xml':
      `${XML_DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
      places.map(({ name, id }) => `<sheet name="${escaped(name)}" sheetId="${id}" r:id="rId${id}"/>`).join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `${XML_DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">` +
      places.map(({ id }) => relationship(id, 'worksheet', `worksheets/sheet${id}.xml`)).join('') +
      `${relationship(styles, 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml': STYLESHEET,
    '_rels/.rels': `${XML_DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${relationship(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    '[Content_Types].xml':
      `${XML_DECLARATION}<Types xmlns="${PACKAGE}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/>' +
      override('/xl/workbook.xml', 'sheet.main') +
      override('/xl/styles.xml', 'styles') +
      places.map(({ id }) => override(`/xl/worksheets/sheet${id}.xml`, 'worksheet')).join('') +
      '</Types>',
  };
}

const relationship = (id: number, type: string, target: string) =>
  `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;

const override = (part: string, type: string) => `<Override PartName="${part}" ContentType="${TYPE}.${type}+xml"/>`;

/** Its cell formats are in the order of `STYLES`. 14 is a number format that all programs know. Hours beyond a day are shown as such (`[h]`). */
const STYLESHEET =
  `${XML_DECLARATION}<styleSheet xmlns="${MAIN}">` +
  '<numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="mm/yyyy"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="6">' +
  [
    [0, 0],
    [0, 1],
    [14, 0],
    [164, 0],
    [166, 0],
    [165, 0],
  ]
    .map(
      ([format, font]) =>
        `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
    )
    .join('') +
  '</cellXfs></styleSheet>';
