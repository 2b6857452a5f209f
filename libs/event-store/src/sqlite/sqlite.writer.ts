import { isBusy } from '@jalon/sqlite';
import type { Database } from 'better-sqlite3';
import type { StreamName, Uuid } from '@jalon/kernel';
import type { EncodedEvent } from '../event.codec.js';
import { type Head, InvalidDraft } from '@jalon/ports';
import { checkTail } from '../head.check.js';
import { createOwnWrites, type StreamEnd } from './own-writes.js';
import { prepareStatements } from './statements.js';

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

export function createSqliteWriter(db: Database): SqliteWriter {
  const statements = prepareStatements(db);
  const own = createOwnWrites(() => statements.greatestId.get() ?? null);
  let version: number | undefined;

  function forgetWhatOthersChanged(): void {
    const current = statements.version.get();
    if (current !== version) own.forget();
    version = current;
  }

  function addEvents(stream: StreamName, events: readonly EncodedEvent[], head: Head): number {
    const end = own.endOf(stream) ?? storedEnd(stream);
    checkTail(stream, events, head, end?.tail);
    // Everything that can refuse comes before the first insert: a savepoint for each append would cost as much as its inserts.
    for (const { envelope } of events) refuseKnownId(envelope.id);
    const number = end?.number ?? Number(statements.addStream.run(stream).lastInsertRowid);
    let last = 0;
    for (const { envelope, hash, body, traceparent = null } of events) {
      const { revision, id } = envelope;
      last = Number(statements.addEvent.run(number, revision, id, hash, body, traceparent).lastInsertRowid);
    }
    own.wrote(stream, number, events);
    return last - events.length + 1;
  }

  function storedEnd(stream: StreamName): StreamEnd | undefined {
    const number = statements.numberOf.get(stream);
    return number === undefined ? undefined : { number, tail: statements.tailOf.get(number) };
  }

  function refuseKnownId(id: Uuid): void {
    if (own.isAboveAll(id) || statements.hasId.get(id) === undefined) return;
    throw new InvalidDraft(`an event ${id} is stored already`);
  }

  function rollback(): void {
    own.forget();
    if (db.inTransaction) statements.rollback.run();
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
        // Asked under the lock: from here to the commit nobody else can write.
        forgetWhatOthersChanged();
        return true;
      } catch (error) {
        rollback();
        throw error;
      }
    },

    add: addEvents,

    commit: () => void statements.commit.run(),

    rollback,
  };
}
