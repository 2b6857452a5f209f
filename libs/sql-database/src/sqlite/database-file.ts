import type { StoreName } from '@jalon/ports';
import { copyDatabase, integrityProblems, type DatabaseCopyOptions } from '@jalon/sqlite';
import { BUSY_MS, openExisting, type Connection } from './database.js';

/** A store's file, opened to be checked or copied, whether a service runs on it or not. */
export interface DatabaseFile {
  /** What SQLite finds wrong with the file itself; none where it is sound. */
  problems(): readonly string[];
  /** Copies the file as it stands now, whoever writes to it. Nothing else is done on this file meanwhile. */
  copyTo(file: string, options?: DatabaseCopyOptions): Promise<void>;
}

/** @param connection a connection that only reads */
export const databaseFileOn = (connection: Connection, held: StoreName): DatabaseFile => ({
  problems: () => integrityProblems(connection),
  async copyTo(to, options) {
    await copyDatabase(connection, to, options);
    const copy = openExisting(to, held, { timeout: BUSY_MS });
    try {
      // One file at rest, which can be read where nothing can be written.
      copy.pragma('journal_mode = DELETE');
    } finally {
      copy.close();
    }
  },
});

/** Opens an existing file to be read. @throws SecretRefused when other accounts could read the file; NotAStoreFile */
export const openToRead = (file: string, held: StoreName): Connection =>
  openExisting(file, held, { readonly: true, timeout: BUSY_MS });

/** What SQLite finds wrong with a file; none where it is sound. @throws as the opening of the store does */
export function problemsOfFile(file: string, held: StoreName): readonly string[] {
  const connection = openToRead(file, held);
  try {
    return integrityProblems(connection);
  } finally {
    connection.close();
  }
}
