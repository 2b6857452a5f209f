import { asCannotWrite, isBusy, isDamaged, rollBack } from '@jalon/sqlite';
import type { Database } from 'better-sqlite3';
import type { StreamName, Uuid } from '@jalon/kernel';
import { CorruptEvent, type Head, InvalidDraft, StoreDamaged, StoreMoved, StoreUnavailable } from '@jalon/ports';
import { checkHead, streamHeadOf, type EncodedEvent, type StreamHead } from '../event.codec.js';
import { GenerationCache } from '../generation-cache.js';

/** Appends events inside a write transaction. */
export interface SqliteWriter {
  /**
   * Begins the transaction and takes the write lock.
   *
   * @returns false while another process holds it
   * @throws StoreMoved
   */
  begin(): boolean;
  /**
   * Adds all the events, or throws before it adds the first.
   *
   * @returns the position of the first event
   * @throws ConflictError, InvalidDraft: the transaction may go on without these events
   */
  add(stream: StreamName, events: readonly EncodedEvent[], head: Head): number;
  /** Returns once everything is on the disk. */
  commit(): void;
  /** Undoes the transaction, if there still is one. Never throws: the error that led to it is the one to report. */
  rollback(): void;
  /** The error to give for one that a write has thrown. */
  faultOf(error: unknown): Error;
}

/** @param isCopy whether it writes a copy: a service never writes to a store that is not in service */
export function createSqliteWriter(db: Database, { isCopy = false } = {}): SqliteWriter {
  const statements = prepareStatements(db);
  const cache = createCommitCache(() => statements.greatestId.get() ?? null);
  let dataVersion: number | undefined;

  function clearCacheIfOthersWrote(): void {
    const current = statements.dataVersion.get();
    if (current !== dataVersion) cache.clear();
    dataVersion = current;
  }

  function add(stream: StreamName, events: readonly EncodedEvent[], head: Head): number {
    const entry = cache.get(stream) ?? storedEntry(stream);
    checkHead(stream, events, head, entry?.head);
    // Every check comes before the first insert: a savepoint for each append would cost as much as its inserts.
    for (const { envelope } of events) refuseStoredId(envelope.id);
    const number = entry?.number ?? Number(statements.addStream.run(stream).lastInsertRowid);
    let last = 0;
    for (const { envelope, hash, body, traceparent = null } of events) {
      const { revision, id } = envelope;
      last = Number(statements.addEvent.run(number, revision, id, hash, body, traceparent).lastInsertRowid);
    }
    cache.add(stream, number, events);
    return last - events.length + 1;
  }

  function storedEntry(stream: StreamName): StreamEntry | undefined {
    const number = statements.numberOf.get(stream);
    return number === undefined ? undefined : { number, head: statements.headOf.get(number) };
  }

  function refuseStoredId(id: Uuid): void {
    if (cache.isAboveAll(id) || statements.hasId.get(id) === undefined) return;
    throw new InvalidDraft(`an event ${id} is stored already`);
  }

  function rollback(): void {
    cache.clear();
    rollBack(db);
  }

  return {
    begin() {
      try {
        statements.begin.run();
      } catch (error) {
        if (isBusy(error)) return false;
        throw error;
      }
      try {
        // Under the lock nobody else can write until the commit, or declare a successor.
        if (!isCopy && (statements.state.get() ?? 'in-service') !== 'in-service') throw new StoreMoved();
        clearCacheIfOthersWrote();
        return true;
      } catch (error) {
        rollback();
        throw error;
      }
    },

    add,

    commit: () => void statements.commit.run(),

    rollback,

    faultOf(error) {
      if (error instanceof StoreUnavailable) return error;
      if (isDamaged(error)) return new CorruptEvent('FILE', {}, { cause: new StoreDamaged('events', db.name, error) });
      return new StoreUnavailable('the event store could not be written', { cause: asCannotWrite(db.name, error) });
    },
  };
}

function prepareStatements(db: Database) {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    /** Changes whenever another connection has written. Commits of this connection do not change it. */
    dataVersion: db.prepare<[], number>('PRAGMA data_version').pluck(),
    state: db.prepare<[], string>('SELECT state FROM installation').pluck(),
    numberOf: db.prepare<[StreamName], number>('SELECT stream FROM streams WHERE name = ?').pluck(),
    headOf: db.prepare<[number], StreamHead>(
      `SELECT revision, hash, body ->> '$.recordedAt' AS recordedAt
       FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
    ),
    greatestId: db.prepare<[], Uuid | null>('SELECT max(id) FROM events').pluck(),
    hasId: db.prepare<[Uuid], number>('SELECT 1 FROM events WHERE id = ?').pluck(),
    addStream: db.prepare<[StreamName]>('INSERT INTO streams (name) VALUES (?)'),
    addEvent: db.prepare<[number, number, string, string, string, string | null]>(
      'INSERT INTO events (stream, revision, id, hash, body, traceparent) VALUES (?, ?, ?, ?, ?, ?)',
    ),
  };
}

/** A stream's number in the table `streams`, and its head; no head when all its events were removed. */
interface StreamEntry {
  readonly number: number;
  readonly head: StreamHead | undefined;
}

/**
 * What a connection need not read again, because it wrote it itself. The writer checks in each transaction whether another
 * connection has written since, and clears the cache if so.
 */
interface CommitCache {
  get(stream: StreamName): StreamEntry | undefined;
  /** Whether the id is greater than every stored one. Nearly every new id is: UUIDv7 sorts by time. */
  isAboveAll(id: Uuid): boolean;
  add(stream: StreamName, number: number, events: readonly EncodedEvent[]): void;
  clear(): void;
}

/**
 * @param greatestStoredId called once after each `clear`; null in an empty log
 * @param size of each generation of the cache
 */
export function createCommitCache(greatestStoredId: () => Uuid | null, size?: number): CommitCache {
  const entries = new GenerationCache<StreamName, StreamEntry>(size);
  let greatestId: Uuid | undefined;

  return {
    get: (stream) => entries.get(stream),

    isAboveAll(id) {
      greatestId ??= greatestStoredId() ?? '';
      return id > greatestId;
    },

    add(stream, number, events) {
      const last = events.at(-1);
      if (!last) return;
      for (const { envelope } of events) {
        if (greatestId !== undefined && envelope.id > greatestId) greatestId = envelope.id;
      }
      entries.set(stream, { number, head: streamHeadOf(last) });
    },

    clear() {
      entries.clear();
      greatestId = undefined;
    },
  };
}
