import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
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

  describe('over files of which one is damaged, or none', () => {
    const STORES = [
      ['events.sqlite', 'EVENT_STORE_URL', /put the newest backup of it back/],
      ['views.sqlite', 'VIEW_STORE_URL', /Views are built from the events again/],
      ['keys.sqlite', 'KEY_STORE_URL', /[Pp]ut the newest backup of it (back|in its place)/],
      ['records.sqlite', 'RECORD_STORE_URL', /[Pp]ut the newest backup of it (back|in its place)/],
    ] as const;
    const kept = join(folders.root, 'kept');
    beforeAll(() => cpSync(folders.data, kept, { recursive: true }));
    beforeEach(() => {
      rmSync(folders.data, { recursive: true, force: true });
      cpSync(kept, folders.data, { recursive: true });
    });
    afterAll(() => {
      rmSync(folders.data, { recursive: true, force: true });
      renameSync(kept, folders.data);
    });

    it.each(STORES)('names %s when it was cut off, its variable %s, and what to do', async (name, variable, remedy) => {
      const file = join(folders.data, name);
      truncateSync(file, 5_000);
      const cut = readFileSync(file);
      const stderr = await refusal();
      expect(stderr).toMatch(new RegExp(`: ${file} is damaged \\(.+\\), .*${variable} names it: `));
      expect(stderr).toMatch(remedy);
      expect(readFileSync(file).equals(cut)).toBe(true);
    });

    it.each(STORES)('names %s when it is a folder, its variable %s, and what to do', async (name, variable, remedy) => {
      const file = join(folders.data, name);
      rmSync(file);
      mkdirSync(file);
      const stderr = await refusal();
      expect(stderr).toMatch(new RegExp(`: ${file} is a folder, where a file should be\\. ${variable} names it: `));
      expect(stderr).toMatch(remedy);
    });

    // Reading a file leaves SQLite's own files beside it.
    const stores = () => readdirSync(folders.data).filter((name) => !/-(wal|shm)$/.test(name));

    it.each<[string, readonly string[], RegExp]>([
      ['the events', ['events.sqlite'], /There are no events in the event store .*events\.sqlite/],
      ['the records', ['records.sqlite'], /The record store .*records\.sqlite is missing, but events are .*stored/],
      ['the keys', ['keys.sqlite'], /The key store .*keys\.sqlite is new, but events are already stored/],
      [
        'keys and views',
        ['keys.sqlite', 'views.sqlite'],
        /The key store .*keys\.sqlite is new, but events are already/,
      ],
    ])('makes no file anew where %s are missing', async (_what, missing, sentence) => {
      for (const name of missing) rmSync(join(folders.data, name));
      const before = stores();
      expect(await refusal()).toMatch(sentence);
      expect(stores()).toEqual(before);
      expect(missing.some((name) => existsSync(join(folders.data, name)))).toBe(false);
    });

    it('makes no views beside keys that are not those of the events', async () => {
      const other = newFolders();
      await (await startService(other)).end();
      cpSync(join(other.data, 'keys.sqlite'), join(folders.data, 'keys.sqlite'));
      rmSync(join(folders.data, 'views.sqlite'));
      await refusal();
      expect(stores()).toEqual(['events.sqlite', 'keys.sqlite', 'records.sqlite']);
      removeFolders(other);
    });
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
