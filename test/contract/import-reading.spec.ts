import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { BOUNDS_IN_A_SERVICE, fileInMemory, ImportFailure, type ImportBounds } from '@jalon/engine';
import { mappingOf } from '../../apps/engine/src/import/mapping/mapping-file.js';
import { OrganisationsMapping } from '../../apps/engine/src/import/mapping/mapping.js';
import { readHere, readInThread } from '../../apps/engine/src/import/read-file.js';

/** A thread runs the built program, because jest compiles only for its own process. */
const readFile = readInThread(pathToFileURL(join(__dirname, '../../dist/apps/engine/src/import/read-file.thread.js')));

/** Takes 0.1 ms a character, whatever the machine: time in proportion to the text, and much of it. */
const SLOW = '((?:a?){1000})\\d';
const LONG = 'a'.repeat(2_000);

interface Reading {
  readonly rows: readonly string[];
  readonly content?: Uint8Array;
  readonly name?: object;
  readonly bounds?: Partial<ImportBounds>;
  readonly signal?: AbortSignal;
}

function reading({ rows, content, name = {}, bounds = {}, signal = new AbortController().signal }: Reading) {
  const organisation = {
    name: { column: 'Nom', ...name },
    register: { constant: 'siren' },
    registerNumber: 'SIREN',
  };
  const mapping = mappingOf(OrganisationsMapping, { organisation }, 'm.json');
  const file = fileInMemory('o.csv', content ?? Buffer.from(['Nom,SIREN,Ville', ...rows].join('\n')));
  return {
    task: { kind: 'organisations', file, mapping, bounds: { ...BOUNDS_IN_A_SERVICE, ...bounds } },
    signal,
  } as const;
}

const failureOf = async (of: Reading): Promise<string> => {
  const { task, signal } = reading(of);
  try {
    await readFile(task, signal);
    return 'none';
  } catch (error) {
    if (error instanceof ImportFailure) return error.code;
    throw error;
  }
};

describe('the thread that reads a file to import', () => {
  it('reads the same as would be read without it', async () => {
    const { task, signal } = reading({ rows: ['Les Jardins,732829320,Lyon', ',1,Lyon', 'Deux,732829321,Lyon'] });
    const found = await readFile(task, signal);
    expect(found).toEqual(await readHere(task, signal));
    expect(found).toMatchObject({
      unusedColumns: ['Ville'],
      rows: [
        { line: 2, key: '732829320', draft: { values: { name: 'Les Jardins' } } },
        { line: 3, refusal: { code: 'FIELD_MISSING' } },
        { line: 4, refusal: { code: 'SIREN_INVALID' } },
      ],
    });
  });

  it('takes a pattern that would hold up another engine for ever', async () => {
    const rows = [`${'a'.repeat(50_000)}!,732829320,Lyon`];
    for (const match of ['^((?:a+)+)$', `${'(?:|)'.repeat(40)}x(a)`]) {
      const { task, signal } = reading({ rows, name: { match } });
      expect(await readFile(task, signal)).toMatchObject({ rows: [{ refusal: { code: 'MATCH_NOT_FOUND' } }] });
    }
  });

  it('ends a reading that takes too long, and leaves the others their time meanwhile', async () => {
    const rows = Array.from({ length: 1_000 }, () => `${LONG},732829320,Lyon`);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    expect(await failureOf({ rows, name: { match: SLOW }, bounds: { seconds: 2 } })).toBe('FILE_TOO_SLOW');
    clearInterval(counting);
    expect(turns).toBeGreaterThan(100);
  });

  it('ends when its import is stopped, in the middle of a row', async () => {
    const stopping = new AbortController();
    const { task, signal } = reading({
      rows: [`${'a'.repeat(900_000)},1,L`],
      name: { match: SLOW },
      signal: stopping.signal,
    });
    const read = readFile(task, signal);
    setTimeout(() => stopping.abort(), 500);
    await expect(read).rejects.toBe(await new Promise((resolve) => (signal.onabort = () => resolve(signal.reason))));
  });

  it('refuses more rows than its bound, before the rest is read', async () => {
    const rows = Array.from({ length: 5 }, (_, index) => `N${index},732829320,Lyon`);
    expect(await failureOf({ rows, bounds: { rows: 4 } })).toBe('TOO_MANY_ROWS');
    expect(await failureOf({ rows, bounds: { rows: 5 } })).toBe('none');
  });

  it('refuses rows that say more than its bound as the mapping reads them', async () => {
    const rows = Array.from({ length: 5 }, () => 'N,732829320,Lyon');
    const name = { column: undefined, constant: 'x'.repeat(200) };
    expect(await failureOf({ rows, name, bounds: { text: 1_000 } })).toBe('ROWS_TOO_LONG');
  });

  it('ends a workbook that needs more memory than the thread has', async () => {
    expect(await failureOf({ rows: [], content: manySharedTexts(), bounds: { heap: 32 } })).toBe('FILE_TOO_HEAVY');
  });
});

/** A workbook with so many texts that its small file fills a heap of 32 MB. */
function manySharedTexts(): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const texts = Array.from({ length: 400_000 }, (_, index) => `<si><t>${index}</t></si>`).join('');
  return zipSync({
    '[Content_Types].xml': strToU8(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    ),
    'xl/workbook.xml': strToU8(
      `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ),
    'xl/sharedStrings.xml': strToU8(`<sst xmlns="${main}">${texts}</sst>`),
    'xl/worksheets/sheet1.xml': strToU8(
      `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`,
    ),
  });
}
