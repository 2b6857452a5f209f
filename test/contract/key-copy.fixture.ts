import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import type { KeyStore } from '@jalon/ports';
import { makeWrappingKey, type KeyCopySource, type KeyCopyTarget } from '@jalon/privacy';
import {
  openPostgresKeySource,
  openPostgresKeyStore,
  openPostgresKeyTarget,
  postgresDestroyedList,
} from '@jalon/privacy/postgres';
import { openSqliteKeyStore, openSqliteKeySource, openSqliteKeyTarget } from '@jalon/privacy/sqlite';
import { newPostgresDatabase } from '@jalon/testing';

/** A key store with its list of destroyed keys, and ways to open both. */
export interface KeyCopyFixture {
  /** As a service opens it where events exist already; with `mayCreate`, as at a first start. */
  open(mayCreate?: boolean): Promise<KeyStore>;
  /** With the wrapping key of `keysDir`, if given. */
  source(keysDir?: string): Promise<KeyCopySource>;
  target(): Promise<KeyCopyTarget>;
  /** Every row of the store and of its list, as stored; null where there is no such table. */
  everything(): Promise<Readonly<Record<string, readonly unknown[] | null>>>;
}

const random = { bytes: (length: number) => randomBytes(length) };
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-key-copy-'));
  folders.push(folder);
  return folder;
}

/** A folder with a wrapping key. */
export function newKeysDir(): string {
  const keysDir = join(newFolder(), 'keys');
  makeWrappingKey(keysDir, random);
  return keysDir;
}

const TABLES = ['wrapping', 'keys', 'destroyed', 'destroyed_list'];

export async function inFiles(keysDir: string): Promise<KeyCopyFixture> {
  const folder = newFolder();
  const [file, destroyedFile] = [join(folder, 'keys.db'), join(folder, 'destroyed.db')];
  const options = { file, destroyedFile, keysDir, random };
  return {
    open: async (mayCreate = false) => openSqliteKeyStore({ ...options, mayCreate }),
    source: (other = keysDir) => openSqliteKeySource({ ...options, keysDir: other }),
    target: async () => openSqliteKeyTarget(options),
    everything: async () => ({
      ...rowsIn(file, TABLES, ''),
      ...rowsIn(destroyedFile, ['list', 'destroyed'], 'of the list: '),
    }),
  };
}

function rowsIn(file: string, tables: readonly string[], prefix: string) {
  const database = new Database(file, { readonly: true });
  const found = tables.map((table) => [prefix + table, database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()]);
  database.close();
  return Object.fromEntries(found) as Readonly<Record<string, readonly unknown[]>>;
}

export async function inDatabase(keysDir: string): Promise<KeyCopyFixture> {
  const url = await newPostgresDatabase();
  const options = { url, destroyed: postgresDestroyedList(url), keysDir, random };
  return {
    open: (mayCreate = false) => openPostgresKeyStore({ ...options, mayCreate }),
    source: (other = keysDir) => openPostgresKeySource({ ...options, keysDir: other }),
    target: () => openPostgresKeyTarget(options),
    async everything() {
      const client = new Client(url);
      await client.connect();
      const rowsOf = async (table: string) => {
        const { rows } = await client.query<{ there: string | null }>('SELECT to_regclass($1) AS there', [table]);
        return rows[0]?.there ? (await client.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows : null;
      };
      const tables = [
        ...TABLES.map((table) => `jalon_keys.${table}`),
        'jalon_destroyed.list',
        'jalon_destroyed.destroyed',
      ];
      const found: [string, readonly unknown[] | null][] = [];
      for (const table of tables) found.push([table, await rowsOf(table)]);
      await client.end();
      return Object.fromEntries(found);
    },
  };
}
