import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { closeOnError } from '@jalon/kernel';
import {
  NotAStoreFile,
  requireDatabaseFile,
  requireSafeSqlite,
  undamaged,
  useWriteAheadLog,
  writingTo,
} from '@jalon/sqlite';

/** `Jaln` in ASCII: tells this file from any other SQLite database. */
const APPLICATION_ID = 0x4a616c6e;
const SCHEMA_VERSION = 1;

/**
 * A stream's name is stored once and events refer to it by number, which keeps the index that every append updates at a
 * third of the size. `hash`, `id`, `revision` and the stream are copies of members of `body`; every read compares them.
 * Positions have no gaps: each is one more than the greatest, assigned inside the write transaction, and nothing is ever
 * deleted. `traceparent` is not part of the body, and nearly always null.
 */
const SCHEMA = `
  CREATE TABLE streams (
    stream INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   INTEGER NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 0),
    id       TEXT NOT NULL UNIQUE,
    hash     TEXT NOT NULL,
    body     TEXT NOT NULL,
    traceparent TEXT,
    UNIQUE (stream, revision)
  ) STRICT;

  -- These stop accidental changes at a database prompt. The hash chain reveals deliberate ones.
  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
  CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;
`;

/** Files made before installations had names lack it. Older code ignores it, so the schema version stays the same. */
const INSTALLATION = `
  CREATE TABLE IF NOT EXISTS installation (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    name  TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in-service', 'copy', 'moved'))
  ) STRICT;
`;

/** How long SQLite waits for another process that opens or closes the file, or recovers it after a crash. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * Opens the connection that appends. Creates the folder and the file, for their owner alone, when they do not exist.
 *
 * @throws CannotWrite on a disk that takes no writes; NotAStoreFile; StoreDamaged
 */
export function openWriter(file: string): Database.Database {
  requireDatabaseFile(file, 'events');
  return undamaged(file, 'events', () => writableFile(file));
}

function writableFile(file: string): Database.Database {
  return writingTo(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    return closeOnError(db, () => {
      requireSafeSqlite(db);
      useWriteAheadLog(db, BUSY_TIMEOUT_MS);
      // better-sqlite3's default in WAL mode is NORMAL: a commit does not wait for the disk, and could be lost.
      db.pragma('synchronous = FULL');
      prepareSchema(db);
      // SQLite would block the event loop while it waits for the write lock. The group commit waits asynchronously.
      db.pragma('busy_timeout = 0');
      return db;
    });
  });
}

/** Opens a read-only connection, which sees committed events only. */
export function openReader(file: string): Database.Database {
  requireDatabaseFile(file, 'events');
  return new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
}

/** Creates the tables in a new file, and refuses a file that is not an event store of this schema version. */
function prepareSchema(db: Database.Database): void {
  // IMMEDIATE takes the write lock first: two processes may start on a new folder at the same time.
  db.transaction(() => {
    if (isEmpty(db)) createSchema(db);
    requireEventStore(db);
    if (!hasTraceColumn(db)) db.exec('ALTER TABLE events ADD COLUMN traceparent TEXT');
    db.exec(INSTALLATION);
  }).immediate();
}

/** @throws NotAStoreFile when it is empty, or a database of another program; Error when it is of another schema */
export function requireEventStore(db: Database.Database): void {
  const id = db.pragma('application_id', { simple: true });
  const version = db.pragma('user_version', { simple: true });
  if (id !== APPLICATION_ID) throw new NotAStoreFile(db.name, 'events', isEmpty(db) ? 'empty' : 'of-another');
  if (version !== SCHEMA_VERSION) throw new Error(`${db.name} has schema ${String(version)}, not ${SCHEMA_VERSION}`);
}

/**
 * Files made before tracing have no `traceparent` column. A writer adds it; the schema version stays the same, because
 * older code still reads and writes the file. A read-only connection cannot add it.
 */
export function hasTraceColumn(db: Database.Database): boolean {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('events')").pluck().all();
  return columns.includes('traceparent');
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

function createSchema(db: Database.Database): void {
  db.exec(SCHEMA);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);
}
