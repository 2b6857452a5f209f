import { randomBytes } from 'node:crypto';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { KeyUnavailable, SubjectErased, type DestroyedListPlace, type KeyCopyTarget } from '@jalon/privacy';
import {
  openPostgresKeySource,
  openPostgresKeyStore,
  openPostgresKeyTarget,
  postgresDestroyedList,
} from '@jalon/privacy/postgres';
import { openKeyStore, openSqliteKeySource, openSqliteKeyTarget, sqliteDestroyedList } from '@jalon/privacy/sqlite';
import { newPostgresDatabase } from '@jalon/testing';
import { begin, copied, destroy, keyById, keyOf, person } from './key-copy.contract.js';
import { newFolder, newKeysDir, type CopyPlace } from './key-copy.places.js';

// The first that asks waits until the server has started.
jest.setTimeout(30_000);

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

function files(): CopyPlace {
  const options = { file, destroyedFile, keysDir, random };
  return {
    open: async (mayCreate = false) => openKeyStore({ ...options, mayCreate }),
    source: () => openSqliteKeySource(options),
    target: async () => openSqliteKeyTarget(options),
    everything: () => Promise.reject(new Error('nobody asks')),
  };
}

function database(destroyed: DestroyedListPlace = postgresDestroyedList(url)): CopyPlace {
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

async function run(sql: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
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
    const erasing = (target: KeyCopyTarget): KeyCopyTarget => ({
      ...target,
      async adopt(keys) {
        await destroy(database(), ana);
        await target.adopt(keys);
      },
    });
    expect(await copied(files(), database(), { into: erasing })).toMatchObject({ sourceChanged: true });
    await expect(keyById(database(), kid)).rejects.toThrow(KeyUnavailable);
    await expect(keyOf(database(), ana)).rejects.toThrow(SubjectErased);
    await expect(copied(files(), database())).rejects.toMatchObject({ why: 'other', kid });
  });

  it('is left as it was where somebody else has made a key for the same person', async () => {
    await keyOf(files(), ben);
    await copied(files(), database());
    await keyOf(files(), ana);
    const racing = (target: KeyCopyTarget): KeyCopyTarget => ({
      ...target,
      async adopt(keys) {
        await keyOf(database(), ana);
        await target.adopt(keys);
      },
    });
    await expect(copied(files(), database(), { into: racing })).rejects.toMatchObject({ why: 'in-use' });
  });
});
