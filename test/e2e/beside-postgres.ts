import { newPostgresDatabase } from '@jalon/testing';
import { jalon } from './cli.js';
import { onSqlite, type JourneyPlace } from './journey.place.js';
import { newFolders, type Folders } from './service.js';

/** Folders of a service that keeps its views and its keys in a PostgreSQL database, with the secrets that it is given. */
export async function foldersBesidePostgres(): Promise<Folders> {
  const url = await newPostgresDatabase();
  const folders = { ...newFolders(), env: { VIEW_STORE_URL: url, KEY_STORE_URL: url } };
  const { code, stderr } = await jalon(folders, 'keys', 'make');
  if (code !== 0) throw new Error(stderr);
  return folders;
}

export const besidePostgres: JourneyPlace = ['PostgreSQL', foldersBesidePostgres];

/** Where a journey may keep its views and keys, to be gone on all of them. */
export const everyPlace: readonly JourneyPlace[] = [onSqlite, besidePostgres];
