import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const built = (path: string) => JSON.stringify(pathToFileURL(join(__dirname, '../../dist/apps/engine/src', path)).href);
const said = (en: string, fr = en) => JSON.stringify({ en, fr });
const folder = mkdtempSync(join(tmpdir(), 'jalon-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a process with this start function until it ends, and returns its standard error. */
async function ended(start: string, env: NodeJS.ProcessEnv = {}) {
  const program = `
    import { runProcess } from ${built('process/index.js')};
    import { StartRefused, StoreNotAnswering } from ${built('start-refused.js')};
    await runProcess({ en: 'A process', fr: 'Un processus' }, async ({ onStop }) => { ${start} });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys'), ...env },
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
    [
      'for good',
      `new StartRefused([${said('PORT is wrong.')}, ${said('HOST too.')}])`,
      78,
      '- PORT is wrong.\n- HOST too.\n',
    ],
    [
      'for now',
      `new StoreNotAnswering(${said('No keys')}, 'KEY_STORE_URL', null)`,
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

  it('tells why in French where its environment is', async () => {
    const refusal = `new StoreNotAnswering(${said('No keys', 'Pas de clés')}, 'KEY_STORE_URL', null)`;
    const start = `${OPEN} onStop(async () => { throw new Error('views in use') }); throw ${refusal};`;
    expect((await ended(start, { LANG: 'fr_FR.UTF-8' })).stderr).toBe(
      'Un processus ne démarre pas.\n' +
        '- Pas de clés. KEY_STORE_URL désigne un magasin qui ne répond pas\u00A0: redémarrez une fois qu’il répond.\n' +
        '- L’arrêt non plus ne s’est pas fait proprement\u00A0: views in use\n',
    );
  });

  it('tells why where it cannot stop either, and ends all the same', async () => {
    const end = await ended(`${OPEN} onStop(async () => { throw new Error('views in use') });
      throw new StartRefused([${said('PORT is wrong.')}]);`);
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
