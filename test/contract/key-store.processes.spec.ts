import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeWrappingKey } from '@jalon/privacy';
import { newPostgresDatabase } from '@jalon/testing';

const subjects = Array.from({ length: 200 }, (_, index) => `person-${index}`);
const folder = mkdtempSync(join(tmpdir(), 'jalon-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['sqlite', () => Promise.resolve(join(folder, 'data', 'keys.db'))],
  ['postgres', newPostgresDatabase],
])('two processes on one new %s key store', (adapter, newLocation) => {
  function start(location: string) {
    const child = spawn(
      process.execPath,
      [
        ...['--disable-warning=ExperimentalWarning', 'test/support/run-typescript.cjs'],
        ...['test/contract/key-store.process.ts', location, join(folder, `${adapter}-keys`), subjects.join(',')],
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    return { child, ready: once(child.stdout, 'data') };
  }

  it('end with one wrapping key and one key for each subject', async () => {
    const location = await newLocation();
    // As an operator does for processes on several machines; on one, they make it themselves.
    if (adapter === 'postgres')
      makeWrappingKey(join(folder, `${adapter}-keys`), { bytes: (length) => randomBytes(length) });
    const processes = [start(location), start(location)];
    await Promise.all(processes.map(({ ready }) => ready));
    const answers = processes.map(async ({ child }) => {
      child.stdin.write('go\n');
      return JSON.parse(await text(child.stdout)) as string[];
    });
    const [first, second] = await Promise.all(answers);

    expect(new Set(first).size).toBe(subjects.length);
    expect(second).toEqual(first);
  });
});
