import { existsSync } from 'node:fs';
import { closeOnError } from '@jalon/kernel';
import { databaseFileOn, openToRead, type DatabaseFile } from '@jalon/sql-database/sqlite';
import { KeyCopyRefused, type KeyRows } from '../copy/key-copy.js';
import { keyRowsIn } from '../database/key-copy.js';
import { keyDatabaseOn, requireKeyTables } from './key-database.js';

/** The file of a key store, opened to be checked or copied. */
export interface KeyFile extends KeyRows, DatabaseFile {
  close(): Promise<void>;
}

/**
 * @throws KeyCopyRefused (`no-store`); SecretRefused when other accounts could read the file; NotAStoreFile
 */
export function openKeyFile(file: string): KeyFile {
  if (!existsSync(file)) throw new KeyCopyRefused('no-store');
  const connection = openToRead(file, 'keys');
  return closeOnError(connection, () => {
    requireKeyTables(connection);
    const database = keyDatabaseOn(connection);
    return { ...keyRowsIn(database), ...databaseFileOn(connection, 'keys'), close: () => database.close() };
  });
}
