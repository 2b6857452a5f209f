import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { newPostgresDatabase } from '@jalon/testing';
import { foldersOnEventStoreDb, type Storage } from '../e2e/storages.js';

const url = process.env['EVENT_STORE_URL'] ?? '';
/** A shell command that empties the server and returns when that is done. Keys are made for an empty store only. */
const empty = process.env['EVENT_STORE_EMPTY'] ?? '';

export const canBeEmptied = empty !== '';

async function emptyTheServer(): Promise<void> {
  const [code] = (await once(spawn('bash', ['-c', empty], { stdio: 'ignore' }), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the server could not be emptied: ${code}`);
}

export const onRealEventStoreDb: Storage = [
  'a real EventStoreDB',
  async () => {
    await emptyTheServer();
    return foldersOnEventStoreDb(url);
  },
];

export const onRealEventStoreDbAndPostgres: Storage = [
  'a real EventStoreDB and PostgreSQL',
  async () => {
    await emptyTheServer();
    const database = await newPostgresDatabase();
    return foldersOnEventStoreDb(url, { VIEW_STORE_URL: database, KEY_STORE_URL: database });
  },
];
