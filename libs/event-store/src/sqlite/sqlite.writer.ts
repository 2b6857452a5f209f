import type { Database } from 'better-sqlite3';
import type { StreamName, Uuid } from '@jalon/kernel';
import type { EncodedEvent } from '../event.codec.js';
import { InvalidDraft, type Head } from '../event-store.js';
import { checkTail, type Tail } from '../head.check.js';

export interface SqliteWriter {
  /** Takes the write lock; false while another process holds it. */
  begin(): boolean;
  /**
   * Inside the transaction, adds all the events, or throws before the first.
   *
   * @returns the position of the first
   * @throws ConflictError, InvalidDraft: the transaction may go on without them
   */
  add(stream: StreamName, events: readonly EncodedEvent[], head: Head): number;
  /** Returns once the disk holds everything. */
  commit(): void;
  rollback(): void;
}

/** The statements of an append, prepared once. */
export function createSqliteWriter(db: Database): SqliteWriter {
  const statements = {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    numberOf: db.prepare<[StreamName], number>('SELECT stream FROM streams WHERE name = ?').pluck(),
    tailOf: db.prepare<[number], Tail>(
      `SELECT revision, hash, body ->> '$.recordedAt' AS recordedAt
       FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
    ),
    hasId: db.prepare<[Uuid], number>('SELECT 1 FROM events WHERE id = ?').pluck(),
    addStream: db.prepare<[StreamName]>('INSERT INTO streams (name) VALUES (?)'),
    addEvent: db.prepare<[number, number, string, string, string]>(
      'INSERT INTO events (stream, revision, id, hash, body) VALUES (?, ?, ?, ?, ?)',
    ),
  };

  function addEvents(stream: StreamName, events: readonly EncodedEvent[], head: Head): number {
    const known = statements.numberOf.get(stream);
    checkTail(stream, events, head, known === undefined ? undefined : statements.tailOf.get(known));
    // Everything that can refuse comes before the first insert: a savepoint for each append would cost as much as its inserts.
    for (const { envelope } of events) refuseKnownId(envelope.id);
    const number = known ?? Number(statements.addStream.run(stream).lastInsertRowid);
    let last = 0;
    for (const { envelope, hash, body } of events) {
      last = Number(statements.addEvent.run(number, envelope.revision, envelope.id, hash, body).lastInsertRowid);
    }
    return last - events.length + 1;
  }

  function refuseKnownId(id: Uuid): void {
    if (statements.hasId.get(id) !== undefined) throw new InvalidDraft(`an event ${id} is stored already`);
  }

  return {
    begin() {
      try {
        statements.begin.run();
        return true;
      } catch (error) {
        if (isBusy(error)) return false;
        throw error;
      }
    },

    add: addEvents,

    commit: () => void statements.commit.run(),

    rollback() {
      if (db.inTransaction) statements.rollback.run();
    },
  };
}

/** By its code, not its class: where several copies of better-sqlite3 are loaded, as jest does, they share one class. */
function isBusy(error: unknown): boolean {
  return String((error as { readonly code?: unknown }).code).startsWith('SQLITE_BUSY');
}
