import { Readable } from 'node:stream';
import type { Sentence } from '@jalon/kernel';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { columnsFor, type Exported, type Item, type SheetColumn } from './columns.js';
import type { ExportForPeople } from './export.js';
import { namedItems } from './named-items.js';
import { row, SHEET_ENDS, sheetBegins } from './sheet-xml.js';
import { workbookParts } from './workbook-xml.js';

/** What a sheet can hold, the head among them (ECMA-376). */
const ROWS_A_SHEET = 1_048_576;
/** What is compressed at once, in characters. */
const CHUNK = 65_536;
/** Where a zip archive without extensions ends. */
const MOST_BYTES = 0xffff_ffff;

const TITLES: Readonly<Record<Exported, Sentence>> = {
  missions: { en: 'Missions', fr: 'Missions' },
  hours: { en: 'Hours', fr: 'Heures' },
  audit: { en: 'Audit', fr: 'Audit' },
};

/** A workbook (ECMA-376), as many sheets as its rows need; compressed as it is written, so that no row is kept. */
export function asXlsx(answer: ExportForPeople): Readable {
  return Readable.from(workbook(answer, ROWS_A_SHEET), { objectMode: false });
}

/** @throws Error where the archive would grow beyond 4 GB */
export async function* workbook(
  { exported, pages, names, language }: Pick<ExportForPeople, 'exported' | 'pages' | 'names' | 'language'>,
  rowsASheet: number,
): AsyncIterable<Uint8Array> {
  const columns = columnsFor(exported, language);
  const title = TITLES[exported][language];
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
  for await (const page of namedItems(exported, pages, names)) {
    for (const item of page) {
      if (rows === rowsASheet) {
        archive.end(xml + SHEET_ENDS);
        begin();
      }
      rows += 1;
      xml += row(rows, valuesOf(columns, item));
      if (xml.length < CHUNK) continue;
      archive.write(xml);
      xml = '';
      yield* archive.taken();
    }
  }
  archive.end(xml + SHEET_ENDS);
  for (const [path, part] of Object.entries(workbookParts(sheets))) {
    archive.begin(path);
    archive.end(part);
  }
  archive.close();
  yield* archive.taken();
}

const valuesOf = (columns: readonly SheetColumn[], item: Item) =>
  columns.map(({ kind, valueOf }) => ({ kind, value: valueOf(item) }));

/** A zip archive whose bytes are taken as they come. */
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
