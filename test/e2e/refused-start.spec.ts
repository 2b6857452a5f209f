import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newFolders, refusedStart, removeFolders, startService } from './service.js';
import { registerParties } from './parties.js';

const folders = newFolders();
const wrapping = join(folders.keys, 'wrapping.key');

beforeAll(async () => {
  const service = await startService(folders);
  await registerParties(service);
  await service.end();
});
afterAll(() => removeFolders(folders));

const refusal = async (env?: NodeJS.ProcessEnv) => {
  const { code, stderr } = await refusedStart(folders, env);
  expect(code).toBe(78);
  expect(stderr).toMatch(/^Jalon does not start\.\n- /);
  expect(stderr).not.toMatch(/\n\s+at /);
  return stderr;
};

describe('a start is refused, in a sentence that says what to do,', () => {
  it.each([
    ['PORT', 'eighty', /PORT is "eighty"/],
    ['HOST', 'not a host', /HOST is "not a host"/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL is "loud": one of fatal, error/],
    ['EVENT_STORE_URL', 'mysql://root:secret@x', /EVENT_STORE_URL is not a store's URL/],
    ['JALON_KEYS_DIR', join(folders.data, 'keys'), /JALON_KEYS_DIR .* apart/],
  ])('when %s is %s', async (name, value, sentence) => {
    const stderr = await refusal({ [name]: value });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('secret');
  });

  it('when something else listens there', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = String((other.address() as AddressInfo).port);
    expect(await refusal({ PORT: port })).toMatch(/another program listens there already\. Set HOST or PORT/);
    other.close();
  });

  it('when the wrapping key is gone', async () => {
    renameSync(wrapping, `${wrapping}.away`);
    const stderr = await refusal();
    renameSync(`${wrapping}.away`, wrapping);
    expect(stderr).toMatch(/wrapping\.key.*(restore|backup)/is);
  });

  it('when the wrapping key is another one', async () => {
    renameSync(wrapping, `${wrapping}.away`);
    writeFileSync(wrapping, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    const stderr = await refusal();
    rmSync(wrapping);
    renameSync(`${wrapping}.away`, wrapping);
    expect(stderr).toMatch(/wrapping/i);
  });

  it('when others of the machine may read the keys', async () => {
    chmodSync(wrapping, 0o644);
    const stderr = await refusal();
    chmodSync(wrapping, 0o600);
    expect(stderr).toMatch(/chmod/);
  });

  it('in French where the environment is', async () => {
    const french = async (env: NodeJS.ProcessEnv) =>
      (await refusedStart(folders, { LANG: 'fr_FR.UTF-8', ...env })).stderr;
    const begun = 'Jalon ne démarre pas.\n- ';
    expect(await french({ PORT: 'eighty' })).toBe(
      `${begun}PORT vaut «\u00A0eighty\u00A0»\u00A0: il faut un nombre entier de 0 (n’importe quel port libre) à 65535.\n`,
    );
    renameSync(wrapping, `${wrapping}.away`);
    const stderr = await french({});
    renameSync(`${wrapping}.away`, wrapping);
    expect(stderr).toMatch(
      /^Jalon ne démarre pas\.\n- Impossible d’ouvrir le magasin de clés\u00A0: .*wrapping\.key manque, et /,
    );
  });

  it('and not once all of it is mended', async () => {
    const service = await startService(folders);
    expect((await service.end()).code).toBe(0);
  });
});
