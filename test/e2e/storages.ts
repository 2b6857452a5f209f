import { newPostgresDatabase } from '@jalon/testing';
import { openEventStoreDouble } from '../double/event-store-double.js';
import { jalon } from './cli.js';
import { newFolders, type Folders } from './service.js';

/** Where a journey's service stores its data: a name for the suite's title, and what makes it anew and empty. */
export type Storage = readonly [name: string, empty: () => Folders | Promise<Folders>];

export const onSqlite: Storage = ['SQLite', newFolders];

/** Views and keys in a PostgreSQL database. */
export const onPostgres: Storage = ['PostgreSQL', foldersOnPostgres];

/** Events in a double of the server, in this process: not for tests that block its event loop. */
export const onEventStoreDbDouble: Storage = ['the double of EventStoreDB', foldersOnADouble];

/** For journeys whose views and keys may lie anywhere. */
export const everyStorage: readonly Storage[] = [onSqlite, onPostgres];

/** Whether positions count the events there, one by one from 1: elsewhere they only grow. */
export const countsEvents = ({ env }: Folders): boolean => env?.['EVENT_STORE_URL'] === undefined;

export async function foldersOnPostgres(): Promise<Folders> {
  const url = await newPostgresDatabase();
  return foldersWithSecrets({ VIEW_STORE_URL: url, KEY_STORE_URL: url });
}

/**
 * Folders of a service whose events lie in a server that holds none yet.
 *
 * @param elsewhere the URLs of the other stores, if they are not in the folders
 */
export function foldersOnEventStoreDb(url: string, elsewhere: NodeJS.ProcessEnv = {}): Promise<Folders> {
  return foldersWithSecrets({ EVENT_STORE_URL: url, ...elsewhere });
}

/** With a store elsewhere a first start makes no secrets, so they are made before. */
async function foldersWithSecrets(env: NodeJS.ProcessEnv): Promise<Folders> {
  const folders = { ...newFolders(), env };
  const { code, stderr } = await jalon(folders, 'keys', 'make');
  if (code !== 0) throw new Error(stderr);
  return folders;
}

const doubles: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const double of doubles.splice(0)) await double.close();
});

async function foldersOnADouble(): Promise<Folders> {
  const double = await openEventStoreDouble();
  doubles.push(double);
  return foldersOnEventStoreDb(double.url);
}
