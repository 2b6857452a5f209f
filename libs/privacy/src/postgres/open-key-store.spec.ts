import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { newPostgresDatabase } from '@jalon/testing';
import { KeyUnavailable } from '@jalon/ports';
import { KEY_BYTES } from '../encryption.js';
import { createSecret } from '@jalon/secret-files';
import { makeWrappingKey, WRAPPING_KEY_FILE } from '../wrapping-key.js';
import { openPostgresKeyStore, postgresDestroyedList } from './index.js';
import { openLazily } from './lazy-key-store.js';

// The first request waits until the PostgreSQL server has started.

const ana = { tenant: 'main', subject: '0190a000-0000-7000-8000-00000000000a', purpose: 'identity' } as const;
const random = { bytes: (length: number) => randomBytes(length) };

describe('opening the key store in PostgreSQL', () => {
  let folder: string;
  let keysDir: string;
  let wrappingKey: string;
  let url: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-keys-'));
    keysDir = join(folder, 'keys');
    wrappingKey = join(keysDir, WRAPPING_KEY_FILE);
    url = await newPostgresDatabase();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (mayCreate = true, dir = keysDir) =>
    openPostgresKeyStore({ url, keysDir: dir, destroyed: postgresDestroyedList(url), random, mayCreate });

  async function run(sql: string): Promise<void> {
    const client = new Client(url);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  /** A store with one key in it, closed again. */
  async function usedStore() {
    makeWrappingKey(keysDir, random);
    const keys = await open();
    const key = await keys.keyOf(ana);
    await keys.close();
    return key;
  }

  it('finds the same keys again', async () => {
    const key = await usedStore();
    const keys = await open(false);
    expect(await keys.keyById(key.kid)).toEqual(key);
    await keys.close();
  });

  it('takes a wrapping key that it was given', async () => {
    createSecret(keysDir, WRAPPING_KEY_FILE, 'AB'.repeat(KEY_BYTES));
    await (await open()).close();
    await (await open(false)).close();
    expect(readFileSync(wrappingKey, 'utf8')).toBe('AB'.repeat(KEY_BYTES));
  });

  it('refuses to make one of its own: each process is given the same', async () => {
    await expect(open()).rejects.toThrow(/wrapping\.key is missing.*run `jalon keys make` once/);
    expect(existsSync(wrappingKey)).toBe(false);
  });

  it('takes the key of one of many that start at once, and refuses those who have another', async () => {
    const folders = Array.from({ length: 4 }, (_, index) => join(folder, `keys-${index}`));
    for (const dir of folders) makeWrappingKey(dir, random);
    const starts = await Promise.allSettled(folders.map((dir) => open(true, dir)));
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(started).toHaveLength(1);
    for (const start of starts) {
      if (start.status === 'rejected') expect(String(start.reason)).toContain('is not the key that the key store');
    }
    await started[0]?.close();
  });

  it('refuses to begin anew where events are already stored, also over the right wrapping key', async () => {
    await expect(open(false)).rejects.toThrow(/is new, but events are already stored.*Restore it and the keys folder/);
    expect(existsSync(wrappingKey)).toBe(false);
    await usedStore();
    await run('DROP SCHEMA jalon_keys CASCADE');
    await expect(open(false)).rejects.toThrow('is new, but events are already stored');
  });

  it('refuses to start without the wrapping key of its keys, and makes no other', async () => {
    await usedStore();
    renameSync(wrappingKey, join(folder, 'backup.key'));
    await expect(open()).rejects.toThrow(/wrapping\.key is missing.*Restore it from the backup/);
    expect(existsSync(wrappingKey)).toBe(false);
  });

  it('refuses to start with another wrapping key, or with keys and no check value', async () => {
    await usedStore();
    writeFileSync(wrappingKey, 'cd'.repeat(KEY_BYTES));
    await expect(open()).rejects.toThrow(/is not the key that the key store postgres:\/\/.* was made with/);
    await run('DELETE FROM jalon_keys.wrapping');
    await expect(open()).rejects.toThrow('holds keys but no check value');
  });

  it('waits for a server that is away where keys were kept before, and gives no key until then', async () => {
    const key = await usedStore();
    const { hostname, port } = new URL(url);
    const away = new URL(url);
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    away.port = String((closed.address() as AddressInfo).port);
    await new Promise((resolve) => closed.close(resolve));
    const options = { url: away.href, keysDir, destroyed: postgresDestroyedList(away.href), random };
    await expect(openPostgresKeyStore({ ...options, mayCreate: true })).rejects.toThrow('ECONNREFUSED');
    const keys = await openPostgresKeyStore({ ...options, mayCreate: false });
    for (const asked of [keys.keyOf(ana), keys.keyById(key.kid), keys.destroy('main', ana.subject), keys.reach('keys')])
      await expect(asked).rejects.toBeInstanceOf(KeyUnavailable);

    const through = createServer((socket) => {
      const server = connect(Number(port), hostname);
      for (const each of [socket, server]) each.on('error', () => undefined);
      socket.pipe(server).pipe(socket);
    }).listen(Number(away.port), '127.0.0.1');
    await once(through, 'listening');
    expect(await Promise.all([keys.keyById(key.kid), keys.keyOf(ana)])).toEqual([key, key]);
    await keys.close();
    through.close();

    renameSync(wrappingKey, join(folder, 'backup.key'));
    await expect(openPostgresKeyStore({ ...options, mayCreate: false })).rejects.toThrow('wrapping.key is missing');
  });

  it('gives no key where the store turns out to be another’s', async () => {
    await usedStore();
    await run('DELETE FROM jalon_keys.wrapping');
    const keys = openLazily(() => open(false));
    await expect(keys.keyOf(ana)).rejects.toMatchObject({
      name: 'KeyUnavailable',
      message: expect.stringContaining('holds keys but no check value'),
    });
    await keys.close();
    await expect(keys.keyOf(ana)).rejects.toBeInstanceOf(KeyUnavailable);
  });

  it('shows the password in no refusal, whatever is wrong', async () => {
    await usedStore();
    rmSync(wrappingKey);
    const { password } = new URL(url);
    const wrongs = [
      url,
      url.replace(/:\d+\//, ':1/'),
      url.replace(/\/[^/]*$/, '/nowhere'),
      url.replace('//jalon', '//nobody'),
      url.replace(/@[^:]*:/, '@no.such.host.invalid:'),
    ];
    for (const wrong of wrongs) {
      const refusal = await openPostgresKeyStore({
        url: wrong,
        keysDir,
        destroyed: postgresDestroyedList(wrong),
        random,
        mayCreate: true,
      }).catch((error: unknown) => error as Error);
      const { message, stack, cause } = refusal as Error;
      expect(message).not.toBe('');
      expect(JSON.stringify([message, stack, cause, refusal, String(cause)])).not.toContain(password);
    }
  });
});
