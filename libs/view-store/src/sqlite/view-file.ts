import BetterSqlite from 'better-sqlite3';
import { closeOnError } from '@jalon/kernel';
import type { Installation } from '@jalon/ports';
import { integrityProblems, requireDatabaseFile, requireSafeSqlite, undamaged } from '@jalon/sqlite';
import { INSTALLATION } from '../bookkeeping.js';

const BUSY_TIMEOUT_MS = 5_000;

/** The file of the views, opened to be checked, whether a service runs on it or not. */
export interface ViewFile {
  /** What SQLite finds wrong with the file itself; none where it is sound. */
  problems(): readonly string[];
  /** The name of the installation whose events these views were built from; null where the file holds none. */
  installation(): Installation | null;
  close(): void;
}

/** @throws NotAStoreFile, StoreDamaged, or the client's error when there is no such file */
export function openViewFile(file: string): ViewFile {
  requireDatabaseFile(file, 'views');
  return undamaged(file, 'views', () => viewFileAt(file));
}

function viewFileAt(file: string): ViewFile {
  const connection = new BetterSqlite(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  return closeOnError(connection, () => {
    requireSafeSqlite(connection);
    return {
      problems: () => integrityProblems(connection),
      installation() {
        const isNamed =
          connection.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(INSTALLATION) !== undefined;
        if (!isNamed) return null;
        const name = connection.prepare<[], string>(`SELECT name FROM ${INSTALLATION}`).pluck().get();
        return name === undefined ? null : { name, state: 'in-service' };
      },
      close: () => void connection.close(),
    };
  });
}
