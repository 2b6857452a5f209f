import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { Client } from 'pg';
import { StoreUnavailable, type RecordStore } from '@jalon/ports';
import { makeRecordHashKey, RECORD_HASH_KEY_FILE } from '@jalon/record-store';
import { openPostgresRecordStore } from '@jalon/record-store/postgres';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { newPostgresDatabase } from '@jalon/testing';
import { memoryUniqueHashes } from '@jalon/record-store/memory';
import { describeRecordStore } from './record-store.contract.js';
import { describeUniqueHashes } from './unique-hashes.contract.js';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-records-'));
  folders.push(folder);
  return join(folder, 'data', 'records.sqlite');
}

const random = { bytes: (length: number) => randomBytes(length) };
const newKeys = () => join(dirname(dirname(newFile())), 'keys');
const keysDir = newKeys();
makeRecordHashKey(keysDir, random);
const given = { keysDir, random, mayMakeKey: false, mayCreate: () => true };
const never = { ...given, mayCreate: () => false };

describeRecordStore('sqlite', () => openSqliteRecordStore({ file: newFile(), ...given }));
describeRecordStore('postgres', async () => openPostgresRecordStore({ url: await newPostgresDatabase(), ...given }));

describe('unique hashes in memory', () => {
  let hashes = memoryUniqueHashes();
  beforeEach(() => {
    hashes = memoryUniqueHashes();
  });
  describeUniqueHashes(() => hashes);

  it('count what lies below them, and do not change it', async () => {
    const value = { kind: 'email', scope: '', exclusive: true, held: false, value: 'a@x.example' };
    const by = { tenant: 'main', attempt: 0, at: 1 };
    const above = memoryUniqueHashes(hashes);
    await hashes.reserve({ ...by, person: 'a' }, [value], []);
    const inTheWay = await above.reserve({ ...by, person: 'b' }, [value], []);
    expect(inTheWay).toMatchObject([{ holder: { person: 'a' } }]);
    expect(await above.reserve({ ...by, person: 'b' }, [value], [inTheWay[0]!.holder])).toEqual([]);
    expect(await hashes.holdersOf({ ...value, tenant: 'main' })).toMatchObject([{ person: 'a' }]);
  });
});

interface Place {
  readonly open: (options: typeof given) => Promise<RecordStore>;
  /** All that the store holds, as text. */
  readonly content: () => Promise<string>;
}

const places: readonly (readonly [string, () => Promise<Place>])[] = [
  [
    'sqlite',
    async () => {
      const file = newFile();
      return {
        open: (options) => openSqliteRecordStore({ file, ...options }),
        content: async () => readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1'),
      };
    },
  ],
  [
    'postgres',
    async () => {
      const url = await newPostgresDatabase();
      return {
        open: (options) => openPostgresRecordStore({ url, ...options }),
        async content() {
          const client = new Client(url);
          await client.connect();
          const { rows } = await client.query('SELECT * FROM jalon_records.identities');
          await client.end();
          return JSON.stringify(rows);
        },
      };
    },
  ],
];

describe.each(places)('opening the record store in %s', (_name, newPlace) => {
  const link = { tenant: 'main', person: 'p', id: 'l', how: 'rule', by: null, at: 1 } as const;
  const identity = { issuer: 'https://id.example.org', subject: 'marie.dupont@example.org' };
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });

  const withStore = async <T>(options: typeof given, work: (records: RecordStore) => Promise<T>): Promise<T> => {
    const records = await place.open(options);
    return work(records).finally(() => records.close());
  };

  it('finds what was stored before', async () => {
    await withStore(given, (records) => records.identities.link(identity, link));
    expect(await withStore(never, (records) => records.identities.linksOf(identity))).toMatchObject([link]);
  });

  it('stores no subject that can be read', async () => {
    await withStore(given, async (records) => {
      await records.identities.link(identity, link);
      const content = await place.content();
      expect(content).toContain(identity.issuer);
      expect(content).not.toContain('marie');
    });
  });

  it('refuses a store that is missing, and makes none', async () => {
    const reached = () => withStore(never, (records) => records.reach());
    await expect(reached()).rejects.toThrow(/The record store .* is missing.*jalon records make/);
    await expect(reached()).rejects.toThrow('is missing');
  });

  it('refuses another key', async () => {
    await withStore(given, (records) => records.reach());
    const other = { ...never, keysDir: newKeys() };
    const reached = () => withStore(other, (records) => records.reach());
    await expect(reached()).rejects.toThrow(/keys\/record-hash\.key is missing.*Restore it/);
    makeRecordHashKey(other.keysDir, random);
    await expect(reached()).rejects.toThrow(
      /keys\/record-hash\.key is not the key that the record store .* was made with/,
    );
  });

  it('makes its key with a new store only where it may', async () => {
    const other = { ...given, keysDir: newKeys() };
    const key = join(other.keysDir, RECORD_HASH_KEY_FILE);
    await expect(withStore(other, (records) => records.reach())).rejects.toThrow(/is missing.*jalon keys make/);
    expect(existsSync(key)).toBe(false);
    await withStore({ ...other, mayMakeKey: true }, (records) => records.reach());
    expect(existsSync(key)).toBe(true);
  });

  it('goes on with a store that was cut off while it was being made', async () => {
    const other = { ...given, keysDir: newKeys() };
    await expect(withStore(other, (records) => records.reach())).rejects.toThrow('is missing');
    makeRecordHashKey(other.keysDir, random);
    await withStore({ ...other, mayCreate: () => false }, (records) => records.reach());
  });

  it('is made once by several that open it at once', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => place.open(given)));
    const links = await Promise.all(stores.map((each) => each.identities.link(identity, { ...link, id: 'same' })));
    const stored = { ...link, id: 'same', issuer: identity.issuer, handedOverBy: null };
    expect(links).toEqual(
      Array.from({ length: 4 }, () => ({
        ...stored,
        waitsSince: null,
        releasedBy: null,
        unlinkedAt: null,
        unlinkedBy: null,
      })),
    );
    for (const each of stores) await each.close();
  });
});

it('refuses a file of records that other accounts can read', async () => {
  const file = newFile();
  await (await openSqliteRecordStore({ file, ...given })).close();
  chmodSync(file, 0o644);
  await expect(openSqliteRecordStore({ file, ...given })).rejects.toThrow(`chmod 600 ${file}`);
});

it('makes no file where the store may not be new', async () => {
  const file = newFile();
  await expect(openSqliteRecordStore({ file, ...never })).rejects.toThrow('is missing');
  expect(existsSync(file)).toBe(false);
});

it('waits for a database that is away: what is asked fails until it answers', async () => {
  const url = new URL(await newPostgresDatabase());
  const away = new URL(url);
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  away.port = String((closed.address() as AddressInfo).port);
  await new Promise((resolve) => closed.close(resolve));
  const records = await openPostgresRecordStore({ url: away.href, ...given });
  for (const asked of [records.reach(), records.identities.linksOf({ issuer: 'i', subject: 's' })]) {
    const fault = await asked.catch((error: unknown) => error as Error);
    expect(fault).toBeInstanceOf(StoreUnavailable);
    expect(JSON.stringify([fault, inspect(fault)])).not.toContain(url.password);
  }
  await records.close();
});
