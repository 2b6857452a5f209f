import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  BOUNDS_IN_A_SERVICE,
  BOUNDS_OF_A_COMMAND,
  fileInMemory,
  ImportFailure,
  type ImportBounds,
} from '@jalon/engine';
import { until, workbookWith } from '@jalon/testing';
import { mappingOf } from '../../apps/engine/src/import/mapping/mapping-file.js';
import { OrganisationsMapping } from '../../apps/engine/src/import/mapping/mapping.js';
import { readHere, readInProcess } from '../../apps/engine/src/import/read-file.js';

/** It is the built program, because jest compiles only for its own process. */
const DIST = pathToFileURL(join(__dirname, '../../dist/apps/engine/src/import/'));
const BIN = pathToFileURL(join(__dirname, '../../dist/bin/'));
const readFile = readInProcess(new URL('read-file.process.js', BIN));

/** Takes 0.1 ms a character: time in proportion to the text, and much of it. */
const SLOW = '((?:a?){1000})\\d';
/** Rows that take minutes, however fast the machine is. */
const MINUTES = Array.from({ length: 20 }, () => `${'a'.repeat(900_000)},732829320,Lyon`);
/** Takes more than 100 MB to compile. */
const HEAVY = `((?:${'\\w?'.repeat(300)}){1000})`;
/** Enough for the program, in MB. */
const LITTLE_HEAP = 64;

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
    task: {
      kind: 'organisations',
      file,
      mapping,
      mappingName: 'm.json',
      bounds: { ...BOUNDS_IN_A_SERVICE, ...bounds },
    },
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

/** The id of the process that another started; null before it did. */
function childOf({ pid = 0 }: ChildProcess): number | null {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return Number(stdout.trim()) || null;
}

function isAlive(pid: number | null): boolean {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
}

describe('the process that reads a file to import', () => {
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

  it('is killed where it takes too long, and leaves the others their time meanwhile', async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    expect(await failureOf({ rows: MINUTES, name: { match: SLOW }, bounds: { seconds: 2 } })).toBe('FILE_TOO_SLOW');
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
  });

  it('is killed when its import is stopped, whatever it is doing', async () => {
    const stopping = new AbortController();
    const { task, signal } = reading({ rows: MINUTES, name: { match: SLOW }, signal: stopping.signal });
    setTimeout(() => stopping.abort(new Error('the import is stopped')), 1_000);
    await expect(readFile(task, signal)).rejects.toThrow('the import is stopped');
  });

  it('ends with the process that started it, whatever it is doing', async () => {
    const { task } = reading({ rows: MINUTES.slice(0, 1), name: { match: SLOW } });
    const content = Buffer.from('content' in task.file ? task.file.content : '').toString();
    const starter = `
      const { readInProcess } = await import(${JSON.stringify(new URL('read-file.js', DIST).href)});
      const { content, ...task } = JSON.parse(await new Response(process.stdin).text());
      await readInProcess()({ ...task, file: { name: 'o.csv', content: Buffer.from(content) } }, new AbortController().signal);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', starter], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    parent.stdin.end(JSON.stringify({ ...task, content }));
    let reader: number | null = null;
    await until(() => (reader = childOf(parent)) !== null);
    parent.kill('SIGKILL');
    await until(() => !isAlive(reader));
  });

  it('tells flaws of patterns as the mapping’s own', async () => {
    const { task, signal } = reading({ rows: ['a,732829320,Lyon'], name: { match: 'no group' } });
    await expect(readFile(task, signal)).rejects.toThrow(
      'm.json is not a mapping:\n  organisation.name.match: a regular expression in the syntax of RE2 with one group',
    );
  });

  it('gets nothing of the environment', async () => {
    process.env['NODE_OPTIONS'] = '--require=/no/such/file';
    const { task, signal } = reading({ rows: ['a,732829320,Lyon'] });
    const found = readFile(task, signal);
    delete process.env['NODE_OPTIONS'];
    expect((await found).rows).toHaveLength(1);
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

  it('ends alone where its heap is full, which aborts a whole process', async () => {
    const bounds = { heap: LITTLE_HEAP };
    const roomy = { ...bounds, workbook: BOUNDS_OF_A_COMMAND.workbook };
    const rows = ['a,732829320,Lyon'];
    expect(await failureOf({ rows, bounds })).toBe('none');
    expect(await failureOf({ rows, name: { match: HEAVY }, bounds })).toBe('FILE_TOO_HEAVY');
    expect(await failureOf({ rows: [], content: farAway(), bounds: roomy })).toBe('FILE_TOO_HEAVY');
  });
});

/** A small workbook for which the reader makes a million rows. */
function farAway(): Uint8Array {
  const cell = (row: number) => `<row r="${row}"><c r="B${row}"><v>1</v></c></row>`;
  return workbookWith(cell(1) + cell(1_000_000));
}
