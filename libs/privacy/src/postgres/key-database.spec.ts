import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { slicesOf } from '@jalon/kernel';
import { newPostgresDatabase } from '@jalon/testing';
import { sql } from 'kysely';
import type { KeyDatabase } from '../database/key-database.js';
import { prepareInstallation } from '@jalon/sql-database';
import { keyStoreIn } from '../database/key-store.js';
import type { DestroyedList } from '../destroyed-list.js';
import { KeyUnavailable, TracesRemain, type KeyOwner, type KeyStore, type SubjectKey } from '@jalon/ports';
import { postgresDestroyedList } from './destroyed-list.js';
import { openKeyDatabase } from './key-database.js';

// The first request waits until the PostgreSQL server has started.

const random = { bytes: (length: number) => randomBytes(length) };
const person = (index: number): KeyOwner => ({
  tenant: 'main',
  subject: `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  purpose: 'identity',
});

describe('the key database in PostgreSQL', () => {
  let database: KeyDatabase;
  let keys: KeyStore;
  let list: DestroyedList;
  /** Another connection, as an administrator or a backup would have. */
  let other: Client;
  beforeEach(async () => {
    const url = await newPostgresDatabase();
    database = await openKeyDatabase(url);
    await prepareInstallation(database);
    list = (await postgresDestroyedList(url).open({ random, mayCreate: true }))!;
    keys = keyStoreIn(database, list, randomBytes(32), random);
    other = new Client(url);
    await other.connect();
  });
  afterEach(async () => {
    await other.end();
    await keys.close();
  });

  async function wrappedOf(kid: string): Promise<Buffer> {
    const { rows } = await other.query<{ wrapped: Buffer }>('SELECT wrapped FROM jalon_keys.keys WHERE kid = $1', [
      kid,
    ]);
    return (rows[0] as { wrapped: Buffer }).wrapped;
  }

  /** Everything that lies in the files of this database, once the server has written it there. */
  async function onDisk(): Promise<Buffer> {
    await other.query('CHECKPOINT');
    const { rows } = await other.query<{ folder: string; oid: string }>(
      "SELECT current_setting('data_directory') AS folder, oid::text FROM pg_database WHERE datname = current_database()",
    );
    const { folder, oid } = rows[0] as { folder: string; oid: string };
    const base = join(folder, 'base', oid);
    return Buffer.concat(readdirSync(base).map((file) => readFileSync(join(base, file))));
  }

  /** How many of these wrapped keys have a piece on the disk. */
  async function foundOnDisk(wrapped: readonly Buffer[]): Promise<number> {
    const disk = await onDisk();
    return wrapped.filter((each) => [0, 16, 32].some((start) => disk.includes(each.subarray(start, start + 16))))
      .length;
  }

  it('answers only what is on the disk, whatever the server’s default', async () => {
    const asked = sql`SELECT current_setting('synchronous_commit') AS now`;
    await other.query(
      "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$",
    );
    const { rows } = await other.query<{ name: string }>('SELECT current_database() AS name');
    const url = new URL(await newPostgresDatabase());
    url.pathname = (rows[0] as { name: string }).name;
    const lax = await openKeyDatabase(url.href);
    expect((await asked.execute(lax.db)).rows).toEqual([{ now: 'off' }]);
    expect((await lax.transaction(['test'], (db) => asked.execute(db))).rows).toEqual([{ now: 'on' }]);
    await lax.close();
  });

  it('leaves no piece of a destroyed key in its tables', async () => {
    // Few at once: on a busy machine a caller may wait too long for one of the few connections.
    const made: SubjectKey[] = [];
    const owners = Array.from({ length: 300 }, (_, index) => person(index));
    for (const some of slicesOf(owners, 20)) made.push(...(await Promise.all(some.map((owner) => keys.keyOf(owner)))));
    const wrapped: Buffer[] = [];
    for (const { kid } of made) wrapped.push(await wrappedOf(kid));
    expect(await foundOnDisk(wrapped)).toBe(300);

    // Some here and there, and a whole stretch.
    const isDestroyed = (index: number) => index % 7 === 0 || (index >= 100 && index < 150);
    for (const index of made.keys()) if (isDestroyed(index)) await keys.destroy('main', person(index).subject);

    const [gone, kept] = [
      wrapped.filter((_, index) => isDestroyed(index)),
      wrapped.filter((_, index) => !isDestroyed(index)),
    ];
    expect(await foundOnDisk(gone)).toBe(0);
    expect(await foundOnDisk(kept)).toBe(kept.length);
    for (const [index, key] of made.entries()) {
      expect(await keys.keyById(key.kid)).toEqual(isDestroyed(index) ? 'destroyed' : key);
    }
  });

  it('clears its tables also while somebody reads as of an earlier moment', async () => {
    const { kid } = await keys.keyOf(person(1));
    const wrapped = await wrappedOf(kid);
    await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await other.query('SELECT count(*) FROM jalon_keys.destroyed');
    await keys.destroy('main', person(1).subject);
    await other.query('COMMIT');
    expect(await foundOnDisk([wrapped])).toBe(0);
  });

  it('says so when a reader of the keys keeps them from being cleared, and clears them when asked again', async () => {
    const { kid } = await keys.keyOf(person(1));
    const wrapped = await wrappedOf(kid);
    await other.query('BEGIN');
    await other.query('SELECT count(*) FROM jalon_keys.keys');

    await expect(keys.destroy('main', person(1).subject)).rejects.toThrow(TracesRemain);
    expect(await keys.keyById(kid)).toBe('destroyed');
    await other.query('COMMIT');
    expect(await foundOnDisk([wrapped])).toBe(1);

    await keys.destroy('main', person(1).subject);
    expect(await foundOnDisk([wrapped])).toBe(0);
  });

  it('makes no key for a subject while they are being erased', async () => {
    for (let round = 0; round < 20; round += 1) {
      const owner = person(round);
      const [made] = await Promise.allSettled([keys.keyOf(owner), keys.destroy('main', owner.subject)]);
      if (made.status === 'fulfilled') expect(await keys.keyById(made.value.kid)).toBe('destroyed');
    }
    const { rows } = await other.query('SELECT kid FROM jalon_keys.keys');
    expect(rows).toEqual([]);
  });

  it.each([
    ['given to another person', "UPDATE jalon_keys.keys SET subject = 'x' WHERE kid = $1"],
    ['given another purpose', "UPDATE jalon_keys.keys SET purpose = 'pay' WHERE kid = $1"],
    ['moved to another tenant', "UPDATE jalon_keys.keys SET tenant = 'other' WHERE kid = $1"],
    [
      'exchanged',
      'UPDATE jalon_keys.keys SET wrapped = (SELECT wrapped FROM jalon_keys.keys WHERE kid <> $1) WHERE kid = $1',
    ],
    ['cut short', 'UPDATE jalon_keys.keys SET wrapped = substr(wrapped, 1, 40) WHERE kid = $1'],
    ['removed without being destroyed', 'DELETE FROM jalon_keys.keys WHERE kid = $1'],
  ])('takes a key that was %s for a fault, never for an erasure', async (_, tampering) => {
    const { kid } = await keys.keyOf(person(1));
    await keys.keyOf(person(2));
    await other.query(tampering, [kid]);
    await expect(keys.keyById(kid)).rejects.toThrow(KeyUnavailable);
  });

  it.each([
    'DELETE FROM jalon_keys.destroyed',
    "UPDATE jalon_keys.destroyed SET kid = 'x'",
    'TRUNCATE jalon_keys.destroyed',
    'DELETE FROM jalon_destroyed.destroyed',
    "UPDATE jalon_destroyed.destroyed SET kid = 'x'",
    'TRUNCATE jalon_destroyed.destroyed',
  ])('keeps the list of destroyed keys for ever: %s', async (cut) => {
    await keys.keyOf(person(1));
    await keys.destroy('main', person(1).subject);
    await expect(other.query(cut)).rejects.toThrow('only grows');
  });

  it('destroys nothing that it cannot put on the list apart from it', async () => {
    const { kid } = await keys.keyOf(person(1));
    await other.query('ALTER TABLE jalon_destroyed.destroyed RENAME TO away');
    await expect(keys.destroy('main', person(1).subject)).rejects.toThrow(KeyUnavailable);
    expect(await keys.keyById(kid)).toMatchObject({ kid });
  });

  it('says which does not answer, the keys or the list', async () => {
    await other.query('ALTER TABLE jalon_destroyed.list RENAME TO away');
    await keys.reach('keys');
    const of = (what: string) => ({ name: 'KeyUnavailable', message: `the ${what} does not answer` });
    await expect(keys.reach('destroyed-keys')).rejects.toMatchObject(of('list of destroyed keys'));
    await other.query('ALTER TABLE jalon_keys.wrapping RENAME TO away');
    await expect(keys.reach('keys')).rejects.toMatchObject(of('key store'));
  });

  it('calls its own failures a fault', async () => {
    await other.query('DROP TABLE jalon_keys.keys');
    await expect(keys.keyOf(person(1))).rejects.toThrow(KeyUnavailable);
    await expect(keys.keyById('x')).rejects.toThrow(KeyUnavailable);
    await expect(keys.destroy('main', person(1).subject)).rejects.toThrow(KeyUnavailable);
  });

  it('goes on after its connections were cut', async () => {
    const key = await keys.keyOf(person(1));
    const cut =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    const { rowCount } = await other.query(cut);
    expect(rowCount).toBeGreaterThan(0);
    // A question that meets the cut connection may fail as a fault; the next has another.
    await keys.keyById(key.kid).catch((error: unknown) => expect(error).toBeInstanceOf(KeyUnavailable));
    expect(await keys.keyById(key.kid)).toEqual(key);
    expect(await database.clearTraces()).toBe(true);
  });
});
