import BetterSqlite from 'better-sqlite3';
import { closeOnError } from '@jalon/kernel';
import {
  copyDatabase,
  integrityProblems,
  requireDatabaseFile,
  requireSafeSqlite,
  type DatabaseCopyOptions,
} from '@jalon/sqlite';

const BUSY_TIMEOUT_MS = 5_000;

/** The file of the views, opened to be checked, whether a service runs on it or not. */
export interface ViewFile {
  /** What SQLite finds wrong with the file itself; none where it is sound. */
  problems(): readonly string[];
  /** Copies the file as it stands now, whoever writes to it. Nothing else is done on this file meanwhile. */
  copyTo(file: string, options?: DatabaseCopyOptions): Promise<void>;
  close(): void;
}

/** @throws NotAStoreFile, or the client's error when there is no such file */
export function openViewFile(file: string): ViewFile {
  requireDatabaseFile(file, 'views');
  const connection = new BetterSqlite(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  return closeOnError(connection, () => {
    requireSafeSqlite(connection);
    return {
      problems: () => integrityProblems(connection),
      copyTo: (to, options) => copyDatabase(connection, to, options),
      close: () => void connection.close(),
    };
  });
}
