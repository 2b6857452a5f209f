import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeWrappingKey } from '@jalon/privacy';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { sqliteDestroyedList } from '@jalon/privacy/sqlite';
import { newPostgresDatabase } from '@jalon/testing';
import { describeRestoredKeys, type RestoredKeys } from './restored-keys.contract.js';

// The first request waits until the PostgreSQL server has started.

const random = { bytes: (length: number) => randomBytes(length) };
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-restored-'));
  folders.push(folder);
  return folder;
}

const TABLES = ['wrapping', 'keys', 'destroyed', 'destroyed_list'];

async function inDatabase(list: 'same database' | 'other database' | 'in a file'): Promise<RestoredKeys> {
  const [folder, url] = [newFolder(), await newPostgresDatabase()];
  const listUrl = list === 'other database' ? await newPostgresDatabase() : url;
  const listFile = join(folder, 'destroyed.db');
  const destroyed = list === 'in a file' ? sqliteDestroyedList(listFile) : postgresDestroyedList(listUrl);
  makeWrappingKey(join(folder, 'keys'), random);

  async function run(where: string, ...statements: readonly string[]): Promise<void> {
    const client = new Client(where);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  return {
    open: (options) =>
      openPostgresKeyStore({ url, destroyed, keysDir: join(folder, 'keys'), random, mayCreate: true, ...options }),
    backUp: () =>
      run(
        url,
        'CREATE SCHEMA backup',
        ...TABLES.map((table) => `CREATE TABLE backup.${table} AS SELECT * FROM jalon_keys.${table}`),
      ),
    putBack: () =>
      run(
        url,
        ...TABLES.flatMap((table) => [
          `ALTER TABLE jalon_keys.${table} DISABLE TRIGGER USER`,
          `TRUNCATE jalon_keys.${table}`,
          `INSERT INTO jalon_keys.${table} SELECT * FROM backup.${table}`,
          `ALTER TABLE jalon_keys.${table} ENABLE TRIGGER USER`,
        ]),
      ),
    async loseList() {
      if (list === 'in a file') {
        renameSync(listFile, join(folder, 'lost.db'));
        return async () => renameSync(join(folder, 'lost.db'), listFile);
      }
      await run(listUrl, 'ALTER SCHEMA jalon_destroyed RENAME TO lost');
      return () => run(listUrl, 'ALTER SCHEMA lost RENAME TO jalon_destroyed');
    },
    async forgetList() {
      await run(url, 'DROP TABLE jalon_keys.destroyed_list');
      if (list === 'in a file') rmSync(listFile);
      else await run(listUrl, 'DROP SCHEMA jalon_destroyed CASCADE');
    },
  };
}

describeRestoredKeys('in a database, the list in the same one', () => inDatabase('same database'));
describeRestoredKeys('in a database, the list in another', () => inDatabase('other database'));
describeRestoredKeys('in a database, the list in a file', () => inDatabase('in a file'));
