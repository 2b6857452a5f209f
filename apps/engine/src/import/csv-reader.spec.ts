import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportFailure } from './import-failure.js';
import { fileOnDisk } from './file-source.js';
import { BOUNDS_OF_A_COMMAND } from './import-bounds.js';
import type { Row, RowRefused } from './mapping/cell.js';
import { mappingOf } from './mapping/mapping-file.js';
import { NeedsMapping } from './mapping/mapping.js';
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
    NeedsMapping,
    { source: 't', key: ['Id'], organisation: { name: 'Asso' }, need: { title: 'Titre' }, ...reading },
    'm',
  );
}

function refusalOf(row: Row): string | true {
  try {
    row.refuseUnreadable();
    return true;
  } catch (error) {
    return (error as RowRefused).code;
  }
}

async function rowsOf(file: string, mapping = mappingWith()) {
  const rows = [];
  for await (const row of readRows(fileOnDisk(file), mapping, { bounds: BOUNDS_OF_A_COMMAND.workbook })) {
    rows.push([row.line, refusalOf(row), row.cell('Id'), row.cell('Asso'), row.cell('Titre')]);
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
      [2, 'ROW_INCOMPLETE'],
      [3, 'ROW_INCOMPLETE'],
      [4, true],
    ]);
  });

  it('refuses files that it cannot read', async () => {
    expect(await failureOf(join(folder, 'nowhere.csv'))).toBe('FILE_UNREADABLE');
    expect(await failureOf(folder)).toBe('FILE_UNREADABLE');
    expect(await failureOf(fileWith(''))).toBe('CSV_EMPTY');
    expect(await failureOf(fileWith('Id,Titre\n1,B\n'))).toBe('CSV_COLUMN_MISSING');
    expect(await failureOf(fileWith('Id,Asso,Titre,Id\n1,A,B,2\n'))).toBe('CSV_COLUMN_TWICE');
    expect(await failureOf(fileWith('Id,Asso,Titre\n1,"A,B\n'))).toBe('CSV_QUOTE_OPEN');
    expect(await failureOf(fileWith(`Id,Asso,Titre\n1,"A${',B'.repeat(600_000)}\n`))).toBe('CSV_ROW_TOO_LONG');
    expect(await failureOf(fileWith(Buffer.from('Id,Asso,Titre\n1,Caf\xe9,B\n', 'latin1')))).toBe('CSV_ENCODING');
  });
});

describe('a file that is not as the mapping says', () => {
  const saying = async (content: string | Uint8Array, mapping = mappingWith()): Promise<string> => {
    try {
      await rowsOf(fileWith(content), mapping);
    } catch (error) {
      return (error as ImportFailure).message.replace(/^.*file\.csv/, '');
    }
    return 'none';
  };

  it('names the line on which a quote is opened that nothing closes', async () => {
    expect(await saying('Id,Asso,Titre\n1,"A\n2",B\n2,"C,D\n3,E,F\n')).toMatch(/^, line 4: a quote \("\) is opened/);
    expect(await saying(`Id,Asso,Titre\n1,A,B\n2,"${'x'.repeat(2_000_000)}`)).toMatch(
      /^, line 3: the row that begins here is longer than 1 MB/,
    );
  });

  it('names the line and the field of a quote inside a text, both from 1', async () => {
    expect(await saying('Id,Asso,Titre\n1,A,B\n2,a"b,C\n')).toMatch(/^, line 3, field 2: a quote/);
    expect(await saying('Id,Asso,Titre\n1,A,B\n2,A,"b"c\n')).toMatch(/^, line 3, field 3: a quote/);
  });

  it('knows another separator, a workbook and another encoding', async () => {
    expect(await saying('Id;Asso;Titre\n1;A;B\n')).toMatch(/^ is separated by “;”, the mapping says “,”/);
    expect(await saying(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]))).toMatch(/^ is a workbook/);
    expect(await saying(Buffer.from('\ufeffId,Asso,Titre\n1,A,B\n', 'utf16le'))).toMatch(/^ is written in utf-16le/);
    expect(await saying(Buffer.from('Id,Asso,Titre\n1,Caf\xe9,B\n', 'latin1'))).toMatch(/^ is not written in utf-8/);
  });

  it('refuses the rows that are separated otherwise, or read in the wrong encoding', async () => {
    expect((await rowsOf(fileWith('Id,Asso,Titre\n1;A;B\n2,A,B\n'))).map(([, fit]) => fit)).toEqual([
      'ROW_SEPARATOR',
      true,
    ]);
    const latin = mappingWith({ encoding: 'windows-1252' });
    const rows = await rowsOf(fileWith('Id,Asso,Titre\n1,Café,B\n2,SÃO PAULO,B\n3,A,l’eau\n'), latin);
    expect(rows.map(([, fit]) => fit)).toEqual(['TEXT_GARBLED', 'TEXT_GARBLED', 'TEXT_GARBLED']);
    const portuguese = await rowsOf(fileWith('Id,Asso,Titre\n1,SÃO PAULO,Âge\n'));
    expect(portuguese.map(([, fit]) => fit)).toEqual([true]);
  });
});
