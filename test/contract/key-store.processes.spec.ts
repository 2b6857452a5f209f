import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';

const subjects = Array.from({ length: 200 }, (_, index) => `person-${index}`);

describe('two processes on one new key store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-keys-'));
  const file = join(folder, 'data', 'keys.db');
  afterAll(() => rmSync(folder, { recursive: true }));

  function start() {
    const child = spawn(
      process.execPath,
      [
        ...['--disable-warning=ExperimentalWarning', 'test/support/run-typescript.cjs'],
        ...['test/contract/key-store.process.ts', file, join(folder, 'keys'), subjects.join(',')],
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    return { child, ready: once(child.stdout, 'data') };
  }

  it('end with one wrapping key and one key for each subject', async () => {
    const processes = [start(), start()];
    await Promise.all(processes.map(({ ready }) => ready));
    const answers = processes.map(async ({ child }) => {
      child.stdin.write('go\n');
      return JSON.parse(await text(child.stdout)) as string[];
    });
    const [first, second] = await Promise.all(answers);

    expect(first).toHaveLength(subjects.length);
    expect(second).toEqual(first);
    const database = new Database(file, { readonly: true });
    expect(database.prepare('SELECT count(*) FROM keys').pluck().get()).toBe(subjects.length);
    database.close();
  }, 30_000);
});
