import { randomBytes } from 'node:crypto';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { KeyUnavailable, SubjectErased } from '@jalon/ports';
import { type DestroyedListPlace, type KeyCopyTarget } from '@jalon/privacy';
import {
  openPostgresKeySource,
  openPostgresKeyStore,
  openPostgresKeyTarget,
  postgresDestroyedList,
} from '@jalon/privacy/postgres';
import {
  openSqliteKeyStore,
  openSqliteKeySource,
  openSqliteKeyTarget,
  sqliteDestroyedList,
} from '@jalon/privacy/sqlite';
import { newPostgresDatabase } from '@jalon/testing';
import { begin, copied, destroy, keyById, keyOf, person } from './key-copy.contract.js';
import { newFolder, newKeysDir, type KeyCopyFixture } from './key-copy.fixture.js';

// The first request waits until the PostgreSQL server has started.

const random = { bytes: (length: number) => randomBytes(length) };
const [ana, ben] = [person(1), person(2)];

let keysDir: string;
let file: string;
let destroyedFile: string;
let url: string;
beforeEach(async () => {
  const folder = newFolder();
  keysDir = newKeysDir();
  [file, destroyedFile] = [join(folder, 'keys.db'), join(folder, 'destroyed.db')];
  url = await newPostgresDatabase();
  await begin(files());
});

function files(): KeyCopyFixture {
  const options = { file, destroyedFile, keysDir, random };
  return {
    open: async (mayCreate = false) => openSqliteKeyStore({ ...options, mayCreate }),
    source: () => openSqliteKeySource(options),
    target: async () => openSqliteKeyTarget(options),
    everything: () => Promise.reject(new Error('nobody asks')),
  };
}

function database(destroyed: DestroyedListPlace = postgresDestroyedList(url)): KeyCopyFixture {
  const options = { url, destroyed, keysDir, random };
  return {
    open: (mayCreate = false) => openPostgresKeyStore({ ...options, mayCreate }),
    source: () => openPostgresKeySource(options),
    target: () => openPostgresKeyTarget(options),
    everything: () => Promise.reject(new Error('nobody asks')),
  };
}

function backUp(): () => void {
  copyFileSync(file, `${file}.backup`);
  return () => {
    for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true });
    copyFileSync(`${file}.backup`, file);
  };
}

async function run<Row extends object>(sql: string): Promise<readonly Row[]> {
  const client = new Client(url);
  await client.connect();
  return (await client.query<Row>(sql).finally(() => client.end())).rows;
}

/** The bytes of the key tables' files, once the server has written them. */
async function keysOnDisk(): Promise<Buffer> {
  await run('CHECKPOINT');
  const files = await run<{ bytes: Buffer }>(
    "SELECT pg_read_binary_file(pg_relation_filepath(inhrelid)) AS bytes FROM pg_inherits WHERE inhparent = 'jalon_keys.keys'::regclass",
  );
  return Buffer.concat(files.map(({ bytes }) => bytes));
}

describe('the list of destroyed keys, when keys are copied', () => {
  it('is a new one with all that the old one knows: the old one would know nothing of what follows, and is refused', async () => {
    await destroy(files(), ben);
    await copied(files(), database());
    const [old, made] = [await files().source(), await database().source()];
    expect(made.list?.id).not.toBe(old.list?.id);
    expect(await made.list?.all()).toEqual(await old.list?.all());
    await old.close();
    await made.close();
    await expect(database(sqliteDestroyedList(destroyedFile)).open()).rejects.toThrow(
      'is not the one of this key store',
    );
  });

  it('stays where it is when both stores name the same place: then either learns what the other has erased', async () => {
    const gone = await keyOf(files(), ana);
    const moved = database(sqliteDestroyedList(destroyedFile));
    await copied(files(), moved);
    expect(await keyById(moved, gone.kid)).toEqual(gone);
    await destroy(moved, ana);
    expect(await keyById(files(), gone.kid)).toBe('destroyed');
  });

  it('makes no other store of the new one where both name the same place, and somebody is erased meanwhile', async () => {
    const gone = await keyOf(files(), ana);
    const kept = await keyOf(files(), ben);
    const moved = database(sqliteDestroyedList(destroyedFile));
    const between = () => destroy(files(), ana);
    expect(await copied(files(), moved, { between })).toMatchObject({ sourceChanged: true });
    expect(await copied(files(), moved)).toMatchObject({ erased: 1, sourceChanged: false });
    expect(await keyById(moved, gone.kid)).toBe('destroyed');
    expect(await keyById(moved, kept.kid)).toEqual(kept);
  });

  it('is heeded where the source was put back from a backup: what it has forgotten does not come back, and it stays so', async () => {
    const gone = await keyOf(files(), ana);
    const kept = await keyOf(files(), ben);
    const putBack = backUp();
    await destroy(files(), ana);
    putBack();
    const told = await copied(files(), database());
    expect(told).toMatchObject({ added: 1, erased: 1, unknownToSource: 1, target: { keys: 1, destroyed: 1 } });
    expect(await keyById(database(), gone.kid)).toBe('destroyed');
    expect(await keyById(database(), kept.kid)).toEqual(kept);
    const source = await files().source();
    expect([await source.count(), await source.destroyed()]).toEqual([2, []]);
    await source.close();
  });

  it('is heeded where it outlived the store that is copied anew from an old backup', async () => {
    const gone = await keyOf(files(), ana);
    await copied(files(), database());
    await destroy(database(), ana);
    await run('DROP SCHEMA jalon_keys CASCADE');
    expect(await copied(files(), database())).toMatchObject({ added: 0, erased: 1, unknownToSource: 1 });
    expect(await keyById(database(), gone.kid)).toBe('destroyed');
  });

  it('gives the id of the key also where it was erased without one, and a backup knows it', async () => {
    const gone = await keyOf(files(), ana);
    await copied(files(), database());
    await run('DROP SCHEMA jalon_keys CASCADE');
    await run(`INSERT INTO jalon_destroyed.destroyed VALUES ('main', '${ana.subject}', 'identity', '')`);
    await copied(files(), database());
    expect(await keyById(database(), gone.kid)).toBe('destroyed');
  });

  it('must be there: without it nothing is copied, as no service starts', async () => {
    await keyOf(files(), ana);
    renameSync(destroyedFile, `${destroyedFile}.lost`);
    await expect(copied(files(), database())).rejects.toThrow(/is missing.*`jalon keys renew-list`/);
    await expect(database().source()).rejects.toMatchObject({ why: 'no-store' });
  });

  it('is made where the source comes from before there were any, and the source is given none', async () => {
    const gone = await keyOf(files(), ana);
    await destroy(files(), ana);
    rmSync(destroyedFile);
    const before = new Database(file);
    before.exec('DROP TABLE destroyed_list');
    before.close();
    expect(await copied(files(), database())).toMatchObject({ erased: 1, unknownToSource: 0 });
    expect(await keyById(database(), gone.kid)).toBe('destroyed');
    const source = await files().source();
    expect(source.list).toBeNull();
    await source.close();
  });
});

describe('a store that keys are copied to', () => {
  it('is refused while somebody has its file open, and closed to them afterwards', async () => {
    await keyOf(files(), ana);
    await copied(files(), database());
    const service = await files().open();
    await expect(copied(database(), files())).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'in-use' });
    await service.close();
    const target = await files().target();
    await expect(files().open()).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    await target.close();
    await (await files().open()).close();
  });

  it('is given no key of whom a service on it erases at that moment', async () => {
    await keyOf(files(), ben);
    await copied(files(), database());
    const { kid } = await keyOf(files(), ana);
    const service = await database().open();
    const erasing = (target: KeyCopyTarget): KeyCopyTarget => ({
      ...target,
      async adopt(keys) {
        await service.destroy(ana.tenant, ana.subject, ana.purpose);
        await target.adopt(keys);
      },
    });
    expect(await copied(files(), database(), { into: erasing })).toMatchObject({ sourceChanged: true });
    await expect(service.keyById(kid)).rejects.toThrow(KeyUnavailable);
    await expect(service.keyOf(ana)).rejects.toThrow(SubjectErased);
    await service.close();
    await expect(copied(files(), database())).rejects.toMatchObject({ why: 'other', kid });
  });

  it('keeps no trace of who was erased since a copy was cut in the middle of putting keys in', async () => {
    await keyOf(files(), ana);
    const kept = await keyOf(files(), ben);
    const source = await files().source();
    const wrapped = new Map<string, Buffer>();
    for await (const page of source.pages()) for (const key of page) wrapped.set(key.subject, Buffer.from(key.wrapped));
    await source.close();
    const cutting = (target: KeyCopyTarget): KeyCopyTarget => ({
      ...target,
      async adopt(keys) {
        await run(`
          CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the power is cut'; END $$;
          CREATE TRIGGER cut AFTER INSERT ON jalon_keys.keys FOR EACH STATEMENT EXECUTE FUNCTION cut();
        `);
        await target.adopt(keys).finally(() => run('DROP TRIGGER cut ON jalon_keys.keys'));
      },
    });
    await expect(copied(files(), database(), { into: cutting })).rejects.toThrow('the power is cut');
    expect((await keysOnDisk()).includes(wrapped.get(ana.subject)!)).toBe(true);

    await destroy(files(), ana);
    await copied(files(), database());
    expect((await keysOnDisk()).includes(wrapped.get(ana.subject)!)).toBe(false);
    expect((await keysOnDisk()).includes(wrapped.get(ben.subject)!)).toBe(true);
    expect(await keyById(database(), kept.kid)).toEqual(kept);
    expect(await run('SELECT * FROM jalon_keys.traces')).toEqual([]);
  });

  it('is left as it was where somebody else has made a key for the same person', async () => {
    await keyOf(files(), ben);
    await copied(files(), database());
    await keyOf(files(), ana);
    const service = await database().open();
    const racing = (target: KeyCopyTarget): KeyCopyTarget => ({
      ...target,
      async adopt(keys) {
        await service.keyOf(ana);
        await target.adopt(keys);
      },
    });
    await expect(copied(files(), database(), { into: racing })).rejects.toMatchObject({ why: 'in-use' });
    await service.close();
    await (await database().open()).close();
  });
});
