import type { Database } from 'better-sqlite3';
import type { StreamName, Uuid } from '@jalon/kernel';
import { CorruptEvent, StoreDamaged, StoreUnavailable } from '@jalon/ports';
import { isDamaged } from '@jalon/sqlite';
import type { StoredRow } from '../event.codec.js';
import type { Log } from '../log-reader.js';
import { pageOf, type Page } from '../page.js';
import type { Direction } from '../stream-reader.js';
import { hasTraceColumn } from './database.js';

/** Rows are read as tuples, which cost half as much to create as objects. */
type Tuple = [position: number, revision: number, id: Uuid, hash: string, body: string, traceparent: string | null];
type NamedTuple = [...Tuple, stream: StreamName];

// CROSS JOIN keeps SQLite from reordering the tables: rows come out by position, or by revision, without a sort.
const inOrderOf = (columns: string) =>
  `SELECT ${columns}, name FROM events CROSS JOIN streams USING (stream) WHERE position > ? ORDER BY position LIMIT ?`;
const newestOf = (columns: string) =>
  `SELECT ${columns}, name FROM events CROSS JOIN streams USING (stream) ORDER BY position DESC LIMIT ?`;
const ofStreamOf = (columns: string) =>
  `SELECT ${columns} FROM streams CROSS JOIN events USING (stream) WHERE name = ?`;

/**
 * The first rows of a stream are read in one call, which costs the least; most streams have no more. Later rows are read
 * one by one, so that none is read after the page is full.
 */
const FIRST_ROWS = 16;

export function createSqliteLog(db: Database): Log {
  const columns = `position, revision, id, hash, body, ${hasTraceColumn(db) ? 'traceparent' : 'NULL'}`;
  const inOrder = db.prepare<[number, number], NamedTuple>(inOrderOf(columns)).raw();
  const newest = db.prepare<[number], NamedTuple>(newestOf(columns)).raw();
  const fromRevision = (order: string) =>
    db.prepare<[StreamName, number, number], Tuple>(ofStreamOf(columns) + order).raw();
  const ofStream = {
    forwards: fromRevision(' AND revision >= ? ORDER BY revision LIMIT ?'),
    backwards: fromRevision(' AND revision <= ? ORDER BY revision DESC LIMIT ?'),
  };
  const last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();

  function streamPage(stream: StreamName, revision: number, direction: Direction, limit: number): Page<StoredRow> {
    const query = ofStream[direction];
    const first = query.all(stream, revision, Math.min(limit, FIRST_ROWS));
    const toRow = (tuple: Tuple): StoredRow => rowOf(tuple, stream);
    const last = first.at(-1);
    if (!last || first.length < FIRST_ROWS) return { rows: first.map(toRow), full: false };
    const next = direction === 'forwards' ? last[1] + 1 : last[1] - 1;
    const { rows, full } = pageOf(
      concat(first, () => query.iterate(stream, next, limit - first.length)),
      sizeOf,
    );
    return { rows: rows.map(toRow), full };
  }

  return {
    rowsAfter: (position, limit) => reading(db, () => logPage(inOrder.iterate(position, limit))),
    newestRows: (limit) => reading(db, () => logPage(newest.iterate(limit))),
    streamRows: (...args) => reading(db, () => streamPage(...args)),
    lastPosition: () => reading(db, () => last.get() ?? 0),
  };
}

function* concat<T>(first: readonly T[], rest: () => Iterable<T>): Generator<T> {
  yield* first;
  yield* rest();
}

const sizeOf = ({ 4: body }: Tuple | NamedTuple): number => body.length;

function logPage(found: Iterable<NamedTuple>): Page<StoredRow> {
  const { rows, full } = pageOf(found, sizeOf);
  return { rows: rows.map(namedRow), full };
}

function namedRow([position, revision, id, hash, body, traceparent, stream]: NamedTuple): StoredRow {
  return { position, stream, revision, id, hash, body, traceparent };
}

/** From a query by the stream's name, which does not select it again. */
function rowOf([position, revision, id, hash, body, traceparent]: Tuple, stream: StreamName): StoredRow {
  return { position, stream, revision, id, hash, body, traceparent };
}

/**
 * @throws StoreUnavailable when the database is closed, or reading fails
 * @throws CorruptEvent when the file is damaged
 */
function reading<T>(db: Database, read: () => T): T {
  if (!db.open) throw new StoreUnavailable('the event store is closed');
  try {
    return read();
  } catch (cause) {
    if (isDamaged(cause)) throw new CorruptEvent('FILE', {}, { cause: new StoreDamaged('events', db.name, cause) });
    throw new StoreUnavailable('the event store could not be read', { cause });
  }
}
