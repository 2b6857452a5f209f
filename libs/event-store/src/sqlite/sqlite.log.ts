import type { Database } from 'better-sqlite3';
import type { StreamName, Uuid } from '@jalon/kernel';
import type { StoredRow } from '../event.codec.js';
import { StoreUnavailable } from '../event-store.js';
import type { Log } from '../log.js';

/** Rows come as tuples, which cost half as much to make as objects. */
type Tuple = [position: number, revision: number, id: Uuid, hash: string, body: string, traceparent: string | null];
type NamedTuple = [...Tuple, stream: StreamName];

// CROSS JOIN keeps the tables in this order: rows come out by position, or by revision, without a sort.
const inOrderOf = (columns: string) =>
  `SELECT ${columns}, name FROM events CROSS JOIN streams USING (stream) WHERE position > ? ORDER BY position LIMIT ?`;
const ofStreamOf = (columns: string) =>
  `SELECT ${columns} FROM streams CROSS JOIN events USING (stream) WHERE name = ?`;

/** What SQLite gives to read from. */
export function createSqliteLog(db: Database): Log {
  const columns = `position, revision, id, hash, body, ${traceColumn(db)}`;
  const inOrder = db.prepare<[number, number], NamedTuple>(inOrderOf(columns)).raw();
  const fromRevision = (order: string) =>
    db.prepare<[StreamName, number, number], Tuple>(ofStreamOf(columns) + order).raw();
  const ofStream = {
    forwards: fromRevision(' AND revision >= ? ORDER BY revision LIMIT ?'),
    backwards: fromRevision(' AND revision <= ? ORDER BY revision DESC LIMIT ?'),
  };
  const last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();

  return {
    rowsAfter: (position, limit) => answered(db, () => inOrder.all(position, limit).map(namedRow)),
    streamRows: (stream, revision, direction, limit) =>
      answered(db, () => ofStream[direction].all(stream, revision, limit).map((row) => rowOf(row, stream))),
    lastPosition: () => answered(db, () => last.get() ?? 0),
  };
}

/** Who only reads cannot give its column to a file that was made before there were traces. */
function traceColumn(db: Database): string {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('events')").pluck().all();
  return columns.includes('traceparent') ? 'traceparent' : 'NULL';
}

function namedRow([position, revision, id, hash, body, traceparent, stream]: NamedTuple): StoredRow {
  return { position, stream, revision, id, hash, body, traceparent };
}

/** A row that was found by the name of its stream. */
function rowOf([position, revision, id, hash, body, traceparent]: Tuple, stream: StreamName): StoredRow {
  return { position, stream, revision, id, hash, body, traceparent };
}

function answered<T>(db: Database, read: () => T): T {
  if (!db.open) throw new StoreUnavailable('the event store is closed');
  try {
    return read();
  } catch (cause) {
    throw new StoreUnavailable('the event store could not be read', { cause });
  }
}
