import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { backUp, copied } from './back-up.js';

describe('a backup', () => {
  const root = mkdtempSync(join(tmpdir(), 'jalon-backup-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const [keysDir, folder] = [join(root, 'keys'), join(root, 'folder')];
  const config = readConfig({ JALON_DATA_DIR: join(root, 'data'), JALON_KEYS_DIR: keysDir });
  const options = { signal: new AbortController().signal, step: () => Promise.reject(new Error('no step is taken')) };
  const toKeys = join(root, 'to-keys');
  const toFolder = join(root, 'to-folder');
  beforeAll(() => {
    for (const each of [keysDir, folder]) mkdirSync(each);
    symlinkSync(keysDir, toKeys);
    symlinkSync(folder, toFolder);
  });

  it.each([
    ['WITH_SECRETS', join(toKeys, 'events.sqlite'), join(folder, 'keys.sqlite')],
    ['ONE_FILE', join(folder, 'one.sqlite'), join(toFolder, 'one.sqlite')],
  ])('is refused (%s) also where a link leads there', async (code, events, keys) => {
    await expect(
      backUp(config, { events, keys, records: join(folder, 'records.sqlite') }, options),
    ).rejects.toMatchObject({ code });
  });

  it.each([
    ['SQLITE_FULL', 'NO_ROOM'],
    ['SQLITE_IOERR_WRITE', 'NO_ROOM'],
    ['SQLITE_IOERR_READ', 'NOT_COPIED'],
    ['SQLITE_IOERR_SHORT_READ', 'NOT_COPIED'],
    ['SQLITE_CANTOPEN', 'NOT_COPIED'],
  ])('that fails with %s names the file that it concerns, or both (%s)', async (fault, code) => {
    const failing = copied('/from.sqlite', '/to.sqlite', () =>
      Promise.reject(Object.assign(new Error('disk'), { code: fault })),
    );
    const params = code === 'NOT_COPIED' ? { source: '/from.sqlite', file: '/to.sqlite' } : { file: '/to.sqlite' };
    await expect(failing).rejects.toMatchObject({ code, params });
  });
});
