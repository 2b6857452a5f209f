import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { isBusy, orClose, requireSafeSqlite } from '@jalon/sqlite';
import { KeyCopyRefused, type KeyCopySource, type KeyCopyTarget, type WrappedKey } from '../copy/key-copy.js';
import { requireOpenable } from '../copy/require-openable.js';
import { TracesRemain } from '@jalon/ports';
import { refuseOthers } from '../secret-file.js';
import { erasuresIn } from './erasures.js';
import { keyRowsIn } from './key-rows.js';
import { clearLog, openKeyDatabase, type KeyDatabase } from './key-database.js';
import { hasTable, openKnownListOf, openListOf } from './list-of.js';
import type { KeyStoreOptions } from './open-key-store.js';
import { BUSY_MS } from './private-database.js';

type CopyOptions = Pick<KeyStoreOptions, 'file' | 'destroyedFile' | 'keysDir' | 'random'>;

/**
 * Opens a file of keys to be copied. It may be in service.
 *
 * @throws KeyCopyRefused (`no-store`, `unfinished` or `unfit`); SecretRefused when its wrapping key or list is missing, the list
 * is another's, or others can read one of them
 */
export async function openSqliteKeySource({
  file,
  destroyedFile,
  keysDir,
  random,
}: CopyOptions): Promise<KeyCopySource> {
  const database = openReadOnly(file);
  const opened: { close(): unknown }[] = [database];
  const close = async () => opened.forEach((each) => each.close());
  try {
    const rows = keyRowsIn(database);
    await requireOpenable(rows, { store: file, keysDir });
    const list = openKnownListOf(database, { file: destroyedFile, random });
    if (list) opened.push(list);
    return { ...rows, list, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens a file that is to hold a copy, made when absent. Nobody else can open it until it is closed.
 *
 * @throws KeyCopyRefused (`in-use`) when somebody else has it open; SecretRefused when its list is missing or another's
 */
export function openSqliteKeyTarget({ file, destroyedFile, random }: Omit<CopyOptions, 'keysDir'>): KeyCopyTarget {
  const database = openAlone(file);
  return orClose(database, () => {
    const list = openListOf(database, { file: destroyedFile, random });
    return orClose(list, () => {
      const erasures = erasuresIn(database, list);
      const insert = database.prepare<WrappedKey>(
        'INSERT INTO keys (kid, tenant, subject, purpose, wrapped) VALUES (@kid, @tenant, @subject, @purpose, @wrapped)',
      );
      const shut = database.prepare('DELETE FROM wrapping');
      const insertAll = database.transaction((keys: readonly WrappedKey[]) => {
        shut.run();
        for (const key of keys) if (!erasures.isErased(key)) insert.run(key);
      });
      const keep = database.prepare<[Uint8Array]>(
        'INSERT INTO wrapping (one, check_value) VALUES (1, ?) ON CONFLICT DO NOTHING',
      );
      return {
        ...keyRowsIn(database),
        list,
        async adopt(keys) {
          insertAll.immediate(keys);
        },
        async erase(destroyed) {
          list.add(destroyed);
          const again = erasures.eraseAgain();
          if (!clearLog(database)) throw new TracesRemain('destroyed, but the store’s log is in use: ask again');
          return again;
        },
        finish: async (checkValue) => void keep.run(checkValue),
        async close() {
          database.close();
          list.close();
        },
      };
    });
  });
}

function openReadOnly(file: string): KeyDatabase {
  if (!existsSync(file)) throw new KeyCopyRefused('no-store');
  refuseOthers(file, statSync(file).mode, '600');
  const database = new Database(file, { readonly: true, timeout: BUSY_MS });
  return orClose(database, () => {
    requireSafeSqlite(database);
    if (!['wrapping', 'keys', 'destroyed'].every((table) => hasTable(database, table)))
      throw new KeyCopyRefused('no-store');
    return database;
  });
}

function openAlone(file: string): KeyDatabase {
  try {
    const database = openKeyDatabase(file);
    return orClose(database, () => {
      // Whoever has the file open holds a shared lock for as long, and this one admits none beside it.
      database.pragma('locking_mode = EXCLUSIVE');
      database.exec('BEGIN IMMEDIATE; COMMIT');
      return database;
    });
  } catch (error) {
    if (isBusy(error)) throw new KeyCopyRefused('in-use', '', { cause: error });
    throw error;
  }
}
