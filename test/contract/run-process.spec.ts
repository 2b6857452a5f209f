import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

jest.setTimeout(60_000);

const built = (path: string) => JSON.stringify(pathToFileURL(join(__dirname, '../../dist/apps/engine/src', path)).href);
const folder = mkdtempSync(join(tmpdir(), 'jalon-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a process whose start is this, and waits for its end: with what it told on standard error. */
async function ended(start: string) {
  const program = `
    import { runProcess } from ${built('process/index.js')};
    import { StartRefused, StoreNotAnswering } from ${built('start-refused.js')};
    await runProcess('A process', async ({ onStop }) => { ${start} });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

const OPEN = 'setInterval(() => undefined, 1_000);';

describe('a process whose start is refused', () => {
  it.each([
    ['for good', `new StartRefused(['PORT is wrong.', 'HOST too.'])`, 78, '- PORT is wrong.\n- HOST too.\n'],
    [
      'for now',
      `new StoreNotAnswering('No keys', 'KEY_STORE_URL', null)`,
      75,
      '- No keys. KEY_STORE_URL names a store',
    ],
  ])('%s stops what it had started, and tells why', async (_, refusal, code, sentences) => {
    const end = await ended(`
      const open = ${OPEN.slice(0, -1)};
      onStop(async () => clearInterval(open));
      throw ${refusal};`);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(`A process does not start.\n${sentences}`);
  });

  it('tells why where it cannot stop either, and ends all the same', async () => {
    const end = await ended(`${OPEN} onStop(async () => { throw new Error('views in use') });
      throw new StartRefused(['PORT is wrong.']);`);
    expect(end).toEqual({
      code: 78,
      stderr: 'A process does not start.\n- PORT is wrong.\n- It could not stop cleanly either: views in use\n',
    });
  });

  it('for what nobody foresaw tells that whole, be it that it cannot stop either', async () => {
    const end = await ended(`${OPEN} onStop(async () => { throw new Error('views in use') }); null.begin();`);
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/views in use(.|\n)*TypeError: Cannot read properties of null(.|\n)* at /);
  });
});
