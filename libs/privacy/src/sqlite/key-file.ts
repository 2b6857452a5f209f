import { existsSync } from 'node:fs';
import { closeOnError } from '@jalon/kernel';
import type { StoreName } from '@jalon/ports';
import { copyDatabase, integrityProblems, type DatabaseCopyOptions } from '@jalon/sqlite';
import { KeyCopyRefused, type KeyRows } from '../copy/key-copy.js';
import { keyRowsIn } from '../database/key-copy.js';
import { BUSY_MS, openExisting } from '@jalon/sql-database/sqlite';
import { keyDatabaseOn, requireKeyTables } from './key-database.js';

/** The file of a key store, opened to be checked or copied, whether a service runs on it or not. */
export interface KeyFile extends KeyRows {
  /** What SQLite finds wrong with the file itself; none where it is sound. */
  problems(): readonly string[];
  /** Copies the file as it stands now, whoever writes to it. Nothing else is done on this file meanwhile. */
  copyTo(file: string, options?: DatabaseCopyOptions): Promise<void>;
  close(): Promise<void>;
}

/**
 * @throws KeyCopyRefused (`no-store`); SecretRefused when other accounts could read the file; NotAStoreFile
 */
export function openKeyFile(file: string): KeyFile {
  if (!existsSync(file)) throw new KeyCopyRefused('no-store');
  const connection = openExisting(file, 'keys', { readonly: true, timeout: BUSY_MS });
  return closeOnError(connection, () => {
    requireKeyTables(connection);
    const database = keyDatabaseOn(connection);
    return {
      ...keyRowsIn(database),
      problems: () => integrityProblems(connection),
      async copyTo(to, options) {
        await copyDatabase(connection, to, options);
        const copy = openExisting(to, 'keys', { timeout: BUSY_MS });
        try {
          // One file at rest, which can be read where nothing can be written.
          copy.pragma('journal_mode = DELETE');
        } finally {
          copy.close();
        }
      },
      close: () => database.close(),
    };
  });
}

/** What SQLite finds wrong with a file; none where it is sound. @throws as the opening of the store does */
export function problemsOfFile(file: string, held: StoreName): readonly string[] {
  const connection = openExisting(file, held, { readonly: true, timeout: BUSY_MS });
  try {
    return integrityProblems(connection);
  } finally {
    connection.close();
  }
}
