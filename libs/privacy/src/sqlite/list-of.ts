import type { Random } from '@jalon/kernel';
import { orClose } from '@jalon/sqlite';
import { sameList } from '../destroyed-list.js';
import { openSqliteDestroyedList, type SqliteDestroyedList } from './destroyed-list.js';
import type { KeyDatabase } from './key-database.js';

export interface ListToOpen {
  readonly file: string;
  readonly renewList?: boolean;
  readonly random: Random;
}

/** The list that this store was kept with; a store that has had none takes the one that lies there, or a new one. */
export function openListOf(
  database: KeyDatabase,
  { file, renewList = false, random }: ListToOpen,
): SqliteDestroyedList {
  const before = renewList ? null : knownListOf(database);
  const list = openSqliteDestroyedList(file, { random, mayCreate: before === null });
  return orClose({ close: () => list?.close() }, () => {
    if (before !== null || !list) return sameList(before, list, file);
    database
      .prepare('INSERT INTO destroyed_list (one, id) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET id = excluded.id')
      .run(list.id);
    return list;
  });
}

/** The list of a store that is only read; null where it has had none, and none lies there. */
export function openKnownListOf(
  database: KeyDatabase,
  { file, random }: Omit<ListToOpen, 'renewList'>,
): SqliteDestroyedList | null {
  // A store from before there were lists has no such table, and is given none here.
  const before = hasTable(database, 'destroyed_list') ? knownListOf(database) : null;
  const list = openSqliteDestroyedList(file, { random, mayCreate: false });
  if (before === null) return list;
  return orClose({ close: () => list?.close() }, () => sameList(before, list, file));
}

export function hasTable(database: KeyDatabase, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

function knownListOf(database: KeyDatabase): string | null {
  return database.prepare<[], string>('SELECT id FROM destroyed_list').pluck().get() ?? null;
}
