import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { type KeyOwner, type KeyStore, KeyUnavailable, TracesRemain } from '@jalon/ports';
import type { KeyDatabase } from '../database/key-database.js';
import { prepareInstallation } from '@jalon/sql-database';
import { keyStoreIn } from '../database/key-store.js';
import type { DestroyedList } from '../destroyed-list.js';
import { sqliteDestroyedList } from './destroyed-list.js';
import { openKeyDatabase } from './key-database.js';

const random = { bytes: (length: number) => randomBytes(length) };
const person = (index: number): KeyOwner => ({
  tenant: 'main',
  subject: `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  purpose: 'identity',
});

/** How many rounds of microtasks pass until `work` ends: one after another, its steps would take as many rounds each. */
async function roundsUntil(work: Promise<unknown>): Promise<number> {
  const state = { ended: false };
  void work.then(() => (state.ended = true));
  let rounds = 0;
  for (; !state.ended && rounds < 100_000; rounds += 1) await Promise.resolve();
  await work;
  return rounds;
}

describe('the key database', () => {
  let folder: string;
  let file: string;
  let database: KeyDatabase;
  let keys: KeyStore;
  let list: DestroyedList;
  /** Another connection, as an administrator or a backup would have. */
  let other: Database.Database;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-keys-'));
    file = join(folder, 'keys.db');
    database = await openKeyDatabase(file, 50);
    await prepareInstallation(database);
    list = (await sqliteDestroyedList(join(folder, 'destroyed.db')).open({ random, mayCreate: true }))!;
    keys = keyStoreIn(database, list, randomBytes(32), random);
    other = new Database(file);
  });
  afterEach(async () => {
    other.close();
    await keys.close();
    rmSync(folder, { recursive: true });
  });

  const wrappedOf = (kid: string) =>
    other.prepare<[string], Buffer>('SELECT wrapped FROM keys WHERE kid = ?').pluck().get(kid)!;
  const onDisk = () =>
    Buffer.concat(
      ['', '-wal', '-journal']
        .map((end) => file + end)
        .flatMap((each) => (existsSync(each) ? [readFileSync(each)] : [])),
    );
  /** How many of these wrapped keys have a piece on the disk. */
  const foundOnDisk = (wrapped: readonly Buffer[]) => {
    const disk = onDisk();
    return wrapped.filter((each) => [0, 16, 32].some((start) => disk.includes(each.subarray(start, start + 16))))
      .length;
  };

  it('is durable at each commit and overwrites what it deletes', async () => {
    const pragma = async (name: string) => (await sql.raw(`PRAGMA ${name}`).execute(database.db)).rows;
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await pragma('secure_delete')).toEqual([{ secure_delete: 1 }]);
  });

  it('holds no key in clear', async () => {
    const { bytes } = await keys.keyOf(person(1));
    expect(onDisk().includes(Buffer.from(bytes))).toBe(false);
  });

  it('leaves no piece of a destroyed key in its files', async () => {
    const made = await Promise.all(Array.from({ length: 1_000 }, (_, index) => keys.keyOf(person(index))));
    const wrapped = made.map(({ kid }) => wrappedOf(kid));
    expect(foundOnDisk(wrapped)).toBe(1_000);

    // Some here and there, and a whole stretch, so that pages are merged and freed.
    const isDestroyed = (index: number) => index % 7 === 0 || (index >= 300 && index < 600);
    for (const index of made.keys()) if (isDestroyed(index)) await keys.destroy('main', person(index).subject);

    const [gone, kept] = [
      wrapped.filter((_, index) => isDestroyed(index)),
      wrapped.filter((_, index) => !isDestroyed(index)),
    ];
    expect(foundOnDisk(gone)).toBe(0);
    expect(foundOnDisk(kept)).toBe(kept.length);
  });

  it('says so when a reader keeps the log from being cleared, and clears it when asked again', async () => {
    const { kid } = await keys.keyOf(person(1));
    const wrapped = wrappedOf(kid);
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM keys').get();

    await expect(keys.destroy('main', person(1).subject)).rejects.toThrow(TracesRemain);
    expect(await keys.keyById(kid)).toBe('destroyed');
    expect(foundOnDisk([wrapped])).toBe(1);

    other.exec('COMMIT');
    await keys.destroy('main', person(1).subject);
    expect(foundOnDisk([wrapped])).toBe(0);
    expect(statSync(`${file}-wal`).size).toBe(0);
  });

  it('clears at its opening what a crash had left in the log', async () => {
    const { kid } = await keys.keyOf(person(1));
    const wrapped = wrappedOf(kid);
    await database.clearTraces();
    await keys.keyOf(person(2));
    // A deletion whose process died before it could clear the log.
    other.pragma('secure_delete = ON');
    other.exec(`INSERT INTO destroyed SELECT tenant, subject, purpose, kid FROM keys WHERE kid = '${kid}'`);
    other.exec(`DELETE FROM keys WHERE kid = '${kid}'`);
    expect(foundOnDisk([wrapped])).toBe(1);

    await (await openKeyDatabase(file)).close();
    expect(foundOnDisk([wrapped])).toBe(0);
  });

  it.each([
    ['given to another person', "UPDATE keys SET subject = 'x' WHERE kid = ?"],
    ['given another purpose', "UPDATE keys SET purpose = 'pay' WHERE kid = ?"],
    ['moved to another tenant', "UPDATE keys SET tenant = 'other' WHERE kid = ?"],
    ['exchanged', 'UPDATE keys SET wrapped = (SELECT wrapped FROM keys LIMIT 1 OFFSET 1) WHERE kid = ?'],
    ['cut short', 'UPDATE keys SET wrapped = substr(wrapped, 1, 40) WHERE kid = ?'],
    ['removed without being destroyed', 'DELETE FROM keys WHERE kid = ?'],
  ])('takes a key that was %s for a fault, never for an erasure', async (_, tampering) => {
    const { kid } = await keys.keyOf(person(1));
    await keys.keyOf(person(2));
    other.prepare(tampering).run(kid);
    await expect(keys.keyById(kid)).rejects.toThrow(KeyUnavailable);
  });

  it('waits for no lock that another store of the same thread holds', async () => {
    const second = keyStoreIn(await openKeyDatabase(file, 50), list, randomBytes(32), random);
    const owners = Array.from({ length: 20 }, (_, index) => person(index));
    await Promise.all(owners.flatMap((owner, index) => (index % 2 ? keys : second).keyOf(owner)));
    await Promise.all([keys.destroy('main', person(0).subject), second.destroy('main', person(1).subject)]);
    const other = { ...person(2), purpose: 'pay' } as const;
    await Promise.all([keys.keyOf(other), second.destroy('main', person(3).subject)]);
    expect(await keys.unknownOf(['x'])).toEqual(['x']);
    await second.close();
  });

  it('reads many keys at once, and lets none wait for another', async () => {
    const made = await Promise.all(Array.from({ length: 200 }, (_, index) => keys.keyOf(person(index))));
    const kids = made.map(({ kid }) => kid);
    const alone = await roundsUntil(keys.keyById(kids[0]!));
    expect(await roundsUntil(Promise.all(kids.map((kid) => keys.keyById(kid))))).toBeLessThan(alone + 10);
  });

  it('ends what it does before it closes', async () => {
    const { kid } = await keys.keyOf(person(1));
    const outcomes = await Promise.allSettled([
      keys.destroy('main', person(1).subject),
      keys.keyOf(person(2)),
      keys.keyById('x'),
      keys.close(),
    ]);
    expect(outcomes).toMatchObject([
      { value: [kid] },
      { value: { kid: expect.any(String) } },
      { reason: { name: 'KeyMissing' } },
      { status: 'fulfilled' },
    ]);
  });

  it('closes its file once a transaction on it has ended', async () => {
    const wrapping = { one: 1, check_value: randomBytes(32) };
    const outcomes = await Promise.allSettled([
      database.transaction(['test'], async (db) => {
        await db.selectFrom('keys').select('kid').execute();
        await db.insertInto('wrapping').values(wrapping).execute();
      }),
      database.close(),
    ]);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    expect(other.prepare('SELECT * FROM wrapping').all()).toEqual([wrapping]);
  });

  it('reads outside a transaction only what is committed', async () => {
    const readOutside = () => database.db.selectFrom('wrapping').select('one').execute();
    let early: ReturnType<typeof readOutside> | undefined;
    const undone = database.transaction(['test'], async (db) => {
      await db
        .insertInto('wrapping')
        .values({ one: 1, check_value: randomBytes(32) })
        .execute();
      early = readOutside();
      await nextTurn();
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await early).toEqual([]);
  });

  it('keeps the list of destroyed keys for ever', async () => {
    await keys.keyOf(person(1));
    await keys.destroy('main', person(1).subject);
    expect(() => other.exec('DELETE FROM destroyed')).toThrow('only grows');
    expect(() => other.exec("UPDATE destroyed SET kid = 'x'")).toThrow('only grows');
  });

  it('destroys nothing that it cannot put on the list apart from it', async () => {
    const { kid } = await keys.keyOf(person(1));
    await list.close();
    await expect(keys.destroy('main', person(1).subject)).rejects.toThrow(KeyUnavailable);
    expect(await keys.keyById(kid)).toMatchObject({ kid });
  });

  it('keeps that list for its owner alone, and only lets it grow', async () => {
    await keys.destroy('main', person(1).subject);
    const file = join(folder, 'destroyed.db');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const apart = new Database(file);
    expect(() => apart.exec('DELETE FROM destroyed')).toThrow('only grows');
    expect(() => apart.exec("UPDATE destroyed SET kid = 'x'")).toThrow('only grows');
    apart.close();
  });

  it('says which is gone from its place, the keys or the list, though both are still open', async () => {
    rmSync(join(folder, 'destroyed.db'));
    await keys.reach('keys');
    const of = (what: string) => ({ name: 'KeyUnavailable', message: `the ${what} does not answer` });
    await expect(keys.reach('destroyed-keys')).rejects.toMatchObject(of('list of destroyed keys'));
    rmSync(file);
    await expect(keys.reach('keys')).rejects.toMatchObject(of('key store'));
  });

  it('calls its own failures a fault', async () => {
    other.exec('DROP TABLE keys');
    await expect(keys.keyOf(person(1))).rejects.toThrow(KeyUnavailable);
    await expect(keys.keyById('x')).rejects.toThrow(KeyUnavailable);
    await expect(keys.destroy('main', person(1).subject)).rejects.toThrow(KeyUnavailable);
  });
});
