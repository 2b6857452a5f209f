import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportFailure } from './import-failure.js';
import { mappingOf } from './mapping/mapping-file.js';
import { readRows } from './csv-reader.js';

const folder = mkdtempSync(join(tmpdir(), 'jalon-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string | Uint8Array): string {
  const file = join(folder, 'file.csv');
  writeFileSync(file, content);
  return file;
}

function mappingWith(reading: object = {}) {
  return mappingOf(
    { source: 't', key: ['Id'], organisation: { name: 'Asso' }, need: { title: 'Titre' }, ...reading },
    'm',
  );
}

async function rowsOf(file: string, mapping = mappingWith()) {
  const rows = [];
  for await (const row of readRows(file, mapping)) {
    rows.push([row.line, row.complete, row.cell('Id'), row.cell('Asso'), row.cell('Titre')]);
  }
  return rows;
}

async function failureOf(file: string, mapping = mappingWith()): Promise<string> {
  try {
    await rowsOf(file, mapping);
  } catch (error) {
    if (error instanceof ImportFailure) return error.code;
    throw error;
  }
  return 'none';
}

describe('reading a CSV file', () => {
  it('trims headers and cells, and skips blank lines', async () => {
    expect(await rowsOf(fileWith('Id, Asso ,Titre\n 1 ,A,B\n\n , ,\n2,C,D\n'))).toEqual([
      [2, true, '1', 'A', 'B'],
      [5, true, '2', 'C', 'D'],
    ]);
  });

  it('gives the line on which a row begins, also when its cells hold line ends', async () => {
    expect(await rowsOf(fileWith('Id,Asso,Titre\r\n1,A,"two\r\nlines, ""here"""\r\n2,C,D\r\n'))).toEqual([
      [2, true, '1', 'A', 'two\r\nlines, "here"'],
      [4, true, '2', 'C', 'D'],
    ]);
  });

  it('reads other separators, quotes and encodings, and a byte order mark', async () => {
    const latin = Buffer.from("Id;Asso;Titre\n1;Caf\xe9;'a;b'\n", 'latin1');
    expect(
      await rowsOf(fileWith(latin), mappingWith({ separator: ';', quote: "'", encoding: 'windows-1252' })),
    ).toEqual([[2, true, '1', 'Café', 'a;b']]);
    expect(await rowsOf(fileWith('\ufeffId,Asso,Titre\n1,A,B\n'))).toEqual([[2, true, '1', 'A', 'B']]);
    const utf16 = Buffer.from('\ufeffId,Asso,Titre\n1,é,B\n', 'utf16le');
    expect(await rowsOf(fileWith(utf16), mappingWith({ encoding: 'utf-16le' }))).toEqual([[2, true, '1', 'é', 'B']]);
  });

  it('marks a row with fewer or more cells than the header', async () => {
    const rows = await rowsOf(fileWith('Id,Asso,Titre\n1,A\n2,A,B,C\n3,A,B\n'));
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      [2, false],
      [3, false],
      [4, true],
    ]);
  });

  it('refuses files that it cannot read', async () => {
    expect(await failureOf(join(folder, 'nowhere.csv'))).toBe('FILE_UNREADABLE');
    expect(await failureOf(folder)).toBe('FILE_UNREADABLE');
    expect(await failureOf(fileWith(''))).toBe('CSV_EMPTY');
    expect(await failureOf(fileWith('Id,Titre\n1,B\n'))).toBe('CSV_COLUMN_MISSING');
    expect(await failureOf(fileWith('Id,Asso,Titre,Id\n1,A,B,2\n'))).toBe('CSV_COLUMN_TWICE');
    expect(await failureOf(fileWith('Id,Asso,Titre\n1,"A,B\n'))).toBe('CSV_MALFORMED');
    expect(await failureOf(fileWith(Buffer.from('Id,Asso,Titre\n1,Caf\xe9,B\n', 'latin1')))).toBe('CSV_ENCODING');
  });
});
