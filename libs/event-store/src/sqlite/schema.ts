import type { Database } from 'better-sqlite3';

/** `Jaln` in ASCII: tells this file from any other SQLite database. */
const APPLICATION_ID = 0x4a616c6e;
const SCHEMA_VERSION = 1;

/**
 * A stream's name is written once and events bear its number: the index that every append touches stays a third the
 * size. `hash`, `id`, `revision` and the stream are copies of what stands in `body`, and every read compares them.
 * Positions have no gaps: each is one more than the greatest, given inside the write transaction, and nothing is deleted.
 * `traceparent` is outside the body, and null nearly everywhere.
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

  -- A slip of the hand at a database prompt is refused; who means it is found out by the chain.
  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
  CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;
`;

/** Makes the tables in a new file, and refuses a file that is not an event store of this version. */
export function prepareSchema(db: Database): void {
  // The lock comes first: two processes may start on a new folder at the same moment.
  db.transaction(() => {
    if (isEmpty(db)) createSchema(db);
    requireOurs(db);
    addTraceparent(db);
  }).immediate();
}

function requireOurs(db: Database): void {
  const id = db.pragma('application_id', { simple: true });
  const version = db.pragma('user_version', { simple: true });
  if (id !== APPLICATION_ID) throw new Error(`${db.name} is not an event store of Jalon`);
  if (version !== SCHEMA_VERSION) throw new Error(`${db.name} has schema ${String(version)}, not ${SCHEMA_VERSION}`);
}

/**
 * A file that was made before there were traces gets their column. Its schema's number stays: the code that made it reads
 * and writes the file as before.
 */
function addTraceparent(db: Database): void {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('events')").pluck().all();
  if (!columns.includes('traceparent')) db.exec('ALTER TABLE events ADD COLUMN traceparent TEXT');
}

function isEmpty(db: Database): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

function createSchema(db: Database): void {
  db.exec(SCHEMA);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);
}
