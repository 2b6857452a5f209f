import { existsSync } from 'node:fs';
import { closeOnError } from '@jalon/kernel';
import { isBusy, undamaged, useWriteAheadLog, writingTo } from '@jalon/sqlite';
import { KeyCopyRefused } from '../copy/key-copy.js';
import { ownedBy, type KeyDatabase, type KeyTables } from '../database/key-database.js';
import {
  BUSY_MS,
  databaseOn,
  hasTable,
  inTurn,
  openExisting,
  openPrivateFile,
  type Connection,
} from '@jalon/sql-database/sqlite';

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
export function openKeyDatabase(file: string, busyMs = BUSY_MS): Promise<KeyDatabase> {
  return inTurn(file, () => keyDatabaseOn(openConnection(file, busyMs)));
}

/**
 * The same, for this connection alone until it is closed.
 *
 * @throws KeyCopyRefused (`in-use`) while another connection has the file open
 */
export function openKeyDatabaseAlone(file: string): Promise<KeyDatabase> {
  return inTurn(file, () => {
    try {
      const connection = openConnection(file, BUSY_MS);
      return closeOnError(connection, () => {
        // Every open connection to a file in WAL mode holds a shared lock, and this one admits no other.
        connection.pragma('locking_mode = EXCLUSIVE');
        connection.exec('BEGIN IMMEDIATE; COMMIT');
        return keyDatabaseOn(connection);
      });
    } catch (error) {
      if (isBusy(error)) throw new KeyCopyRefused('in-use', '', { cause: error });
      throw error;
    }
  });
}

/**
 * Opens a key database that is only read. It may be in service.
 *
 * @throws KeyCopyRefused (`no-store`); SecretRefused when other accounts could read the file
 */
export async function openKeyDatabaseToRead(file: string): Promise<KeyDatabase> {
  if (!existsSync(file)) throw new KeyCopyRefused('no-store');
  const connection = openExisting(file, 'keys', { readonly: true, timeout: BUSY_MS });
  return closeOnError(connection, () => {
    requireKeyTables(connection);
    return keyDatabaseOn(connection);
  });
}

/** @throws KeyCopyRefused (`no-store`) when the file is not one of keys */
export function requireKeyTables(connection: Connection): void {
  const hasAll = () => ['wrapping', 'keys', 'destroyed'].every((table) => hasTable(connection, table));
  if (undamaged(connection.name, 'keys', hasAll)) return;
  throw new KeyCopyRefused('no-store');
}

function openConnection(file: string, busyMs: number): Connection {
  const connection = openPrivateFile(file, 'keys', busyMs);
  return closeOnError(connection, () => undamaged(file, 'keys', () => prepared(connection, file, busyMs)));
}

function prepared(connection: Connection, file: string, busyMs: number): Connection {
  return writingTo(file, () => {
    useWriteAheadLog(connection, busyMs);
    connection.pragma('synchronous = FULL');
    connection.pragma('secure_delete = ON');
    connection.transaction(() => connection.exec(SCHEMA)).immediate();
    // A crash between a key's deletion and the clearing of the log left its traces there.
    clearLog(connection);
    return connection;
  });
}

export function keyDatabaseOn(connection: Connection): KeyDatabase {
  const database = databaseOn<KeyTables>(connection, 'keys');
  return {
    ...database,
    async deleteKey(db, owner) {
      await db.deleteFrom('keys').where(ownedBy(owner)).execute();
    },
    clearTraces: () => database.exclusively(clearLog),
    tracesRemain: 'destroyed, but the store’s log is in use: ask again',
    // Nothing to note: the log alone keeps traces, and `clearTraces` always clears it.
    expectTraces: async () => undefined,
    forgetTraces: async () => undefined,
    // A copy has the file alone, so nobody makes a key meanwhile.
    isTaken: () => false,
    async reach() {
      // The file may have gone from its place while it is still open.
      await database.reach();
      await database.db.selectFrom('wrapping').select('one').execute();
    },
  };
}

/**
 * Copies the log into the database and empties it: until then it holds the pages as they were before a deletion.
 *
 * @returns whether it is empty: not while another connection reads
 */
function clearLog(connection: Connection): boolean {
  const [outcome] = connection.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
  return outcome?.busy === 0;
}
