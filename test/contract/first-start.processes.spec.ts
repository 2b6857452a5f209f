import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openEngine, readConfig } from '@jalon/engine';

describe('three processes that start on one new folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-start-'));
  const env = { JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') };
  afterAll(() => rmSync(folder, { recursive: true }));

  function start() {
    const child = spawn(
      process.execPath,
      [
        ...['--disable-warning=ExperimentalWarning', 'test/support/run-typescript.cjs'],
        'test/contract/first-start.process.ts',
      ],
      { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } },
    );
    return { child, ready: once(child.stdout, 'data') };
  }

  it('open the tenant main once, with one operator', async () => {
    const processes = [start(), start(), start()];
    await Promise.all(processes.map(({ ready }) => ready));
    const operators = await Promise.all(
      processes.map(async ({ child }) => {
        child.stdin.write('go\n');
        return JSON.parse(await text(child.stdout)) as string;
      }),
    );

    expect(new Set(operators).size).toBe(1);
    const engine = await openEngine(readConfig(env), { project: false });
    const types: string[] = [];
    for await (const page of engine.stores.events.readAll(null)) {
      types.push(...page.map(({ envelope }) => envelope.type));
    }
    await engine.close();
    expect(types).toEqual(['TenantOpened', 'PersonRegistered']);
  });
});
