import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import type { Projection } from '@jalon/kernel';
import { cannotWriteIn, type CannotWrite } from '@jalon/ports';
import { makeWrappingKey } from '@jalon/privacy';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';
import { newPostgresDatabase, stored } from '@jalon/testing';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import Database from 'better-sqlite3';
import { v4 } from 'uuid';
import { setReadOnly } from '../support/read-only-postgres.js';
import { draftOf, newStream, registry } from './event-store.drafts.js';
import { counters } from './view-store.contract.js';

const random = { bytes: (length: number) => randomBytes(length) };
const HOLDER = 'spec';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'jalon-full-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What a file's disk can be made to do: SQLite itself reports SQLITE_FULL once a file has no page left. */
interface Disk {
  fill(): void;
  empty(): void;
}

/** Opens a store, and finds the connection by which it writes `file`. */
async function openWithDisk<T>(file: string, open: () => T | Promise<T>): Promise<{ store: T; disk: Disk }> {
  const pragma = jest.spyOn(Database.prototype, 'pragma');
  const store = await open();
  const writer = pragma.mock.contexts.find(({ name, readonly }) => name === file && !readonly);
  pragma.mockRestore();
  if (!writer) throw new Error(`nothing writes ${file}`);
  return {
    store,
    disk: {
      fill: () => void writer.pragma(`max_page_count = ${String(writer.pragma('page_count', { simple: true }))}`),
      empty: () => void writer.pragma('max_page_count = 4294967294'),
    },
  };
}

/** Repeats a write until it fails: a full disk may still have a page for a small one. */
async function faultOf(write: () => Promise<unknown>): Promise<{ error: Error; fault: CannotWrite | null }> {
  for (let times = 0; times < 2_000; times += 1) {
    const error = await write().then(
      () => null,
      (thrown: unknown) => thrown as Error,
    );
    if (error) return { error, fault: cannotWriteIn(error) };
  }
  throw new Error('the disk never was full');
}

const full = (file: string) => ({ place: file, obstacle: 'full', cause: { code: 'SQLITE_FULL' } });

it('of the events: the cause is named, nothing stays of the append, and a probe finds out when there is room', async () => {
  const file = join(folder, 'events.db');
  const { store, disk } = await openWithDisk(file, () => openSqliteEventStore({ file, registry }));
  const append = () => {
    const stream = newStream();
    return store.append(stream, [draftOf(stream)], 'none');
  };
  await append();
  await store.checkWriting?.();

  disk.fill();
  const { error, fault } = await faultOf(append);
  expect(error).toMatchObject({ name: 'StoreUnavailable', message: 'the event store could not be written' });
  expect(fault).toMatchObject(full(file));
  const [last] = await store.newest(1);
  await expect(store.checkWriting?.()).rejects.toMatchObject({ name: 'StoreUnavailable', cause: full(file) });
  expect(await store.newest(1)).toEqual([last]);

  disk.empty();
  await store.checkWriting?.();
  const [next] = await append();
  expect(next?.position).toBe(String(Number(last?.position) + 1));
  const tables = new Database(file, { readonly: true });
  expect(tables.prepare('SELECT name FROM sqlite_schema WHERE name = ?').all('write_probe')).toEqual([]);
  tables.close();
  await store.close();
});

describe('of the keys', () => {
  const openKeys = () =>
    openSqliteKeyStore({
      file: join(folder, 'keys.db'),
      destroyedFile: join(folder, 'secrets', 'destroyed.db'),
      keysDir: join(folder, 'secrets'),
      random,
      mayCreate: true,
    });

  it('the cause is named, and keys are made again once there is room', async () => {
    const file = join(folder, 'keys.db');
    const { store, disk } = await openWithDisk(file, openKeys);
    const keyOf = (subject: string) => store.keyOf({ tenant: 'main', subject, purpose: 'identity' });
    const known = v4();
    const { kid } = await keyOf(known);
    disk.fill();
    const { error, fault } = await faultOf(() => keyOf(v4()));
    expect(error).toMatchObject({ name: 'KeyUnavailable', message: 'the keys could not be written' });
    expect(fault).toMatchObject(full(file));
    expect(cannotWriteIn(await store.reach('keys').catch((thrown: unknown) => thrown))).toMatchObject(full(file));
    await store.reach('destroyed-keys');
    expect((await keyOf(known)).kid).toBe(kid);

    disk.empty();
    await store.reach('keys');
    await keyOf(v4());
    await store.close();
  });

  it('and of their list: nobody is erased by halves, and the keys still take writes', async () => {
    const file = join(folder, 'secrets', 'destroyed.db');
    const { store, disk } = await openWithDisk(file, openKeys);
    const owner = (subject: string) => ({ tenant: 'main', subject, purpose: 'identity' }) as const;
    disk.fill();
    const asked: string[] = [];
    const { fault } = await faultOf(async () => {
      asked.push(v4());
      await store.keyOf(owner(asked.at(-1)!));
      await store.destroy('main', asked.at(-1)!);
    });
    expect(fault).toMatchObject(full(file));
    const reached = await store.reach('destroyed-keys').catch((thrown: unknown) => thrown as Error);
    expect(reached).toMatchObject({ message: 'the list of destroyed keys cannot be written' });
    await store.reach('keys');
    const { kid } = await store.keyOf(owner(asked.at(-1)!));
    await store.keyOf(owner(v4()));

    disk.empty();
    await store.reach('destroyed-keys');
    expect(await store.destroy('main', asked.at(-1)!)).toContain(kid);
    await store.close();
  });
});

it('of the views: the cause is what is thrown, not a rollback that SQLite had already done', async () => {
  const file = join(folder, 'views.db');
  const { store, disk } = await openWithDisk(file, () => openSqliteViewStore(file, [counters]));
  await store.takeLease(HOLDER, 60_000);
  const events = stored(Array.from({ length: 2_000 }, () => ({ type: 'Counted', id: v4(), tenant: 'main' })));
  let next = 0;
  const apply = () => store.applyPage(counters, events.slice(next, (next += 10)), HOLDER);
  await apply();
  const position = () => store.read(async (reader) => (await reader.progress())[0]?.position);
  disk.fill();
  const { error, fault } = await faultOf(apply);
  expect(error).toMatchObject({
    name: 'StoreUnavailable',
    store: 'views',
    message: 'the view store could not be written',
  });
  expect(fault).toMatchObject(full(file));
  const before = await position();

  disk.empty();
  next -= 10;
  await apply();
  expect(Number(await position())).toBe(Number(before) + 10);
  await store.close();
});

describe('of PostgreSQL, or one that only reads,', () => {
  /** Connections that were just ended fail once. */
  const settled = async <T>(work: () => Promise<T>) => {
    for (let times = 0; times < 10; times += 1) await work().catch(() => undefined);
  };

  it('the keys say so, and are made again once it takes writes', async () => {
    const url = await newPostgresDatabase();
    makeWrappingKey(join(folder, 'keys'), random);
    const destroyed = postgresDestroyedList(url);
    const store = await openPostgresKeyStore({
      url,
      keysDir: join(folder, 'keys'),
      destroyed,
      random,
      mayCreate: true,
    });
    const keyOf = () => store.keyOf({ tenant: 'main', subject: v4(), purpose: 'identity' });
    await keyOf();
    await setReadOnly(url, true);
    await settled(keyOf);
    expect(cannotWriteIn(await keyOf().catch((error: unknown) => error))).toMatchObject({ obstacle: 'read-only' });
    const reached = await store.reach('keys').catch((error: unknown) => error as Error);
    expect(reached).toMatchObject({ message: 'the key store cannot be written', cause: { obstacle: 'read-only' } });
    expect(String((reached as Error).cause)).not.toContain(new URL(url).password);
    await setReadOnly(url, false);
    await settled(() => store.reach('keys'));
    await store.reach('keys');
    await keyOf();
    await store.close();
  });

  it('the views say so', async () => {
    const url = await newPostgresDatabase();
    const projections: readonly Projection[] = [counters];
    const store = await openPostgresViewStore(url, projections);
    const take = () => store.takeLease(HOLDER, 60_000);
    await take();
    await setReadOnly(url, true);
    await settled(take);
    const error = await take().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'StoreUnavailable', store: 'views' });
    expect(cannotWriteIn(error)).toMatchObject({ obstacle: 'read-only' });
    await setReadOnly(url, false);
    await settled(take);
    expect(await take()).toBe(true);
    await store.close();
  });
});
