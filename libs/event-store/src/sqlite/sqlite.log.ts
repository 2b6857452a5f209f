import type { Database } from 'better-sqlite3';
import type { StreamName, Uuid } from '@jalon/kernel';
import type { StoredRow } from '../event.codec.js';
import { StoreUnavailable } from '@jalon/ports';
import type { Log } from '../log.js';
import { pageOf, type Page } from '../page.js';

/** Rows come as tuples, which cost half as much to make as objects. */
type Tuple = [position: number, revision: number, id: Uuid, hash: string, body: string, traceparent: string | null];
type NamedTuple = [...Tuple, stream: StreamName];

// CROSS JOIN keeps the tables in this order: rows come out by position, or by revision, without a sort.
const inOrderOf = (columns: string) =>
  `SELECT ${columns}, name FROM events CROSS JOIN streams USING (stream) WHERE position > ? ORDER BY position LIMIT ?`;
const newestOf = (columns: string) =>
  `SELECT ${columns}, name FROM events CROSS JOIN streams USING (stream) ORDER BY position DESC LIMIT ?`;
const ofStreamOf = (columns: string) =>
  `SELECT ${columns} FROM streams CROSS JOIN events USING (stream) WHERE name = ?`;

/**
 * So many rows are read in one call, which costs the least: most streams have no more. Those behind them come one by one,
 * so that none is read beyond a full page.
 */
const IN_ONE_CALL = 16;

/** What SQLite gives to read from. */
export function createSqliteLog(db: Database): Log {
  const columns = `position, revision, id, hash, body, ${traceColumn(db)}`;
  const inOrder = db.prepare<[number, number], NamedTuple>(inOrderOf(columns)).raw();
  const newest = db.prepare<[number], NamedTuple>(newestOf(columns)).raw();
  const fromRevision = (order: string) =>
    db.prepare<[StreamName, number, number], Tuple>(ofStreamOf(columns) + order).raw();
  const ofStream = {
    forwards: fromRevision(' AND revision >= ? ORDER BY revision LIMIT ?'),
    backwards: fromRevision(' AND revision <= ? ORDER BY revision DESC LIMIT ?'),
  };
  const last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();

  function streamPage(
    stream: StreamName,
    revision: number,
    direction: keyof typeof ofStream,
    limit: number,
  ): Page<StoredRow> {
    const query = ofStream[direction];
    const first = query.all(stream, revision, Math.min(limit, IN_ONE_CALL));
    const named = (row: Tuple): StoredRow => rowOf(row, stream);
    const last = first.at(-1);
    if (!last || first.length < IN_ONE_CALL) return { rows: first.map(named), full: false };
    const next = direction === 'forwards' ? last[1] + 1 : last[1] - 1;
    const { rows, full } = pageOf(
      both(first, () => query.iterate(stream, next, limit - first.length)),
      sizeOf,
    );
    return { rows: rows.map(named), full };
  }

  return {
    rowsAfter: (position, limit) => answered(db, () => namedPage(inOrder.iterate(position, limit))),
    newestRows: (limit) => answered(db, () => namedPage(newest.iterate(limit))),
    streamRows: (...asked) => answered(db, () => streamPage(...asked)),
    lastPosition: () => answered(db, () => last.get() ?? 0),
  };
}

function* both<T>(first: readonly T[], rest: () => Iterable<T>): Generator<T> {
  yield* first;
  yield* rest();
}

const sizeOf = ({ 4: body }: Tuple | NamedTuple): number => body.length;

/** Who only reads cannot give its column to a file that was made before there were traces. */
function traceColumn(db: Database): string {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('events')").pluck().all();
  return columns.includes('traceparent') ? 'traceparent' : 'NULL';
}

function namedPage(found: Iterable<NamedTuple>): Page<StoredRow> {
  const { rows, full } = pageOf(found, sizeOf);
  return { rows: rows.map(namedRow), full };
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
