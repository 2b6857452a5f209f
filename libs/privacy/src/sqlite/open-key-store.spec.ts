import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_BYTES } from '../encryption.js';
import { createSecret } from '@jalon/secret-files';
import { WRAPPING_KEY_FILE } from '../wrapping-key.js';
import { openSqliteKeySource, openSqliteKeyStore, openSqliteKeyTarget } from './index.js';

const ana = { tenant: 'main', subject: '0190a000-0000-7000-8000-00000000000a', purpose: 'identity' } as const;

describe('opening the key store', () => {
  let folder: string;
  let file: string;
  let keysDir: string;
  let wrappingKey: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-keys-'));
    file = join(folder, 'data', 'keys.db');
    keysDir = join(folder, 'keys');
    wrappingKey = join(keysDir, WRAPPING_KEY_FILE);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const random = { bytes: (length: number) => randomBytes(length) };
  const open = (mayCreate = true) =>
    openSqliteKeyStore({ file, keysDir, destroyedFile: join(folder, 'destroyed.db'), random, mayCreate });
  /** The files that this process holds open, where the system lists them. */
  const openFiles = () =>
    existsSync('/proc/self/fd')
      ? readdirSync('/proc/self/fd').flatMap((fd) => {
          try {
            return [readlinkSync(`/proc/self/fd/${fd}`)];
          } catch {
            // The descriptor that listed the folder is closed by now.
            return [];
          }
        })
      : [];
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  /** A store with one key in it, closed again. */
  async function usedStore() {
    const keys = await open();
    const key = await keys.keyOf(ana);
    await keys.close();
    return key;
  }

  it('makes wrapping key, folders and database for their owner alone', async () => {
    await usedStore();
    const keys = await open();
    await keys.keyOf({ ...ana, purpose: 'pay' });
    expect([keysDir, wrappingKey, file, `${file}-wal`, join(folder, 'data')].map(modeOf)).toEqual([
      '700',
      '600',
      '600',
      '600',
      '700',
    ]);
    await keys.close();
  });

  it('holds no file open that turns out to be no key store', async () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(file, 'a text, and long enough to be looked at as if it were the head of a database file', {
      mode: 0o600,
    });
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining('is no SQLite database') });
    expect(openFiles()).not.toContain(file);
  });

  it.each(['same path', 'symbolic link', 'hard link'])('refuses the file of the keys as its list: %s', async (how) => {
    await usedStore();
    const list = how === 'same path' ? file : join(folder, 'destroyed.db');
    if (how !== 'same path') rmSync(list);
    if (how === 'symbolic link') symlinkSync(file, list);
    if (how === 'hard link') linkSync(file, list);
    const options = { file, keysDir, destroyedFile: list, random, mayCreate: true };
    await expect(openSqliteKeyStore(options)).rejects.toThrow(/the same file as the key store/);
    await expect(openSqliteKeySource(options)).rejects.toThrow(/the same file as the key store/);
    await expect(openSqliteKeyTarget(options)).rejects.toThrow(/the same file as the key store/);
  });

  it('finds the same keys again', async () => {
    const key = await usedStore();
    const keys = await open(false);
    expect(await keys.keyById(key.kid)).toEqual(key);
    await keys.close();
  });

  it('takes up a wrapping key that a first start left when it was killed before the check value', async () => {
    createSecret(keysDir, WRAPPING_KEY_FILE, 'ab'.repeat(KEY_BYTES));
    await usedStore();
    expect(readFileSync(wrappingKey, 'utf8')).toBe('ab'.repeat(KEY_BYTES));
  });

  it('takes a wrapping key that it was given', async () => {
    createSecret(keysDir, WRAPPING_KEY_FILE, 'AB'.repeat(KEY_BYTES));
    await (await open()).close();
    await (await open(false)).close();
    expect(readFileSync(wrappingKey, 'utf8')).toBe('AB'.repeat(KEY_BYTES));
  });

  it('refuses to begin anew where events are already stored, also over the right wrapping key', async () => {
    await expect(open(false)).rejects.toThrow(
      /keys\.db is new, but events are already stored.*Restore it and the keys folder/,
    );
    expect(existsSync(wrappingKey)).toBe(false);

    await usedStore();
    rmSync(file);
    await expect(open(false)).rejects.toThrow(/keys\.db is new, but events are already stored/);
    await expect(open(false)).rejects.toThrow(/keys\.db is new, but events are already stored/);
  });

  it('refuses to start without the wrapping key of its keys, and makes no other', async () => {
    await usedStore();
    renameSync(wrappingKey, join(folder, 'backup.key'));
    await expect(open()).rejects.toThrow(/wrapping\.key is missing.*Restore it from the backup/);
    expect(existsSync(wrappingKey)).toBe(false);

    renameSync(join(folder, 'backup.key'), wrappingKey);
    await (await open()).close();
  });

  it('refuses to start with another wrapping key', async () => {
    await usedStore();
    writeFileSync(wrappingKey, 'cd'.repeat(KEY_BYTES));
    await expect(open()).rejects.toThrow(/is not the key that the key store .* was made with\. Restore the right one/);
  });

  it('refuses another wrapping key also while the store holds a check value and no key yet', async () => {
    await (await open()).close();
    writeFileSync(wrappingKey, 'cd'.repeat(KEY_BYTES));
    await expect(open()).rejects.toThrow(/is not the key/);
  });

  it('refuses a wrapping key that was cut short', async () => {
    await usedStore();
    writeFileSync(wrappingKey, readFileSync(wrappingKey, 'utf8').slice(0, 40));
    await expect(open()).rejects.toThrow(/64 hexadecimal digits/);
  });

  it.each([
    ['folder of the keys', () => keysDir, 0o750, 'chmod 700'],
    ['wrapping key', () => wrappingKey, 0o640, 'chmod 600'],
    ['wrapping key', () => wrappingKey, 0o604, 'chmod 600'],
    ['database', () => file, 0o644, 'chmod 600'],
  ])('refuses a %s that others may enter or read, and says how to close it', async (_, path, mode, remedy) => {
    await usedStore();
    chmodSync(path(), mode);
    await expect(open()).rejects.toThrow(`Run: ${remedy} ${path()}`);
  });
});
