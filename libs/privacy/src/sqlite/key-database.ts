import type Database from 'better-sqlite3';
import { orClose, requireSafeSqlite, useWriteAheadLog } from '@jalon/sqlite';
import { BUSY_MS, openPrivateDatabase } from './private-database.js';

export type KeyDatabase = Database.Database;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS wrapping (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    check_value BLOB NOT NULL
  ) STRICT;
  -- Rows lie in the order they were made, so a wrapped key is never copied to another page by a later insertion.
  CREATE TABLE IF NOT EXISTS keys (
    row INTEGER PRIMARY KEY,
    kid TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    UNIQUE (tenant, subject, purpose)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS destroyed (
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    kid TEXT UNIQUE, -- null where the subject had no key yet
    PRIMARY KEY (tenant, subject, purpose)
  ) STRICT;
  -- The list apart that this store was kept with.
  CREATE TABLE IF NOT EXISTS destroyed_list (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS destroyed_is_never_changed BEFORE UPDATE ON destroyed
    BEGIN SELECT RAISE(ABORT, 'the list of destroyed keys only grows'); END;
  CREATE TRIGGER IF NOT EXISTS destroyed_is_never_cut BEFORE DELETE ON destroyed
    BEGIN SELECT RAISE(ABORT, 'the list of destroyed keys only grows'); END;
`;

/**
 * Opens the key database, made when absent, for its owner alone: durable at each commit, deleted content overwritten.
 *
 * @throws SecretRefused when other accounts could read the file
 */
export function openKeyDatabase(file: string, busyMs = BUSY_MS): KeyDatabase {
  const database = openPrivateDatabase(file, busyMs);
  return orClose(database, () => {
    requireSafeSqlite(database);
    useWriteAheadLog(database, busyMs);
    database.pragma('synchronous = FULL');
    database.pragma('secure_delete = ON');
    database.transaction(() => database.exec(SCHEMA)).immediate();
    // A crash between a key's deletion and the clearing of the log left its traces there.
    clearLog(database);
    return database;
  });
}

/**
 * Copies the log into the database and empties it: until then it holds the pages as they were before a deletion.
 *
 * @returns whether it is empty: not while another connection reads
 */
export function clearLog(database: KeyDatabase): boolean {
  const [outcome] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
  return outcome?.busy === 0;
}
