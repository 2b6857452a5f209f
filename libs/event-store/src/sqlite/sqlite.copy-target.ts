import { isBusy, orClose } from '@jalon/sqlite';
import type { Database } from 'better-sqlite3';
import { adopted, checkFollowing, headBefore } from '../copy/adopted.js';
import { CopyTargetInUse, type CopyTarget } from '../copy/copy-target.js';
import { endsAt, tailIn } from '../copy/log.tail.js';
import { createDoorbell } from '../doorbell.js';
import type { EncodedEvent } from '../event.codec.js';
import { CorruptEvent, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import { createLogReader } from '../log.reader.js';
import { openWriter } from './connection.js';
import type { SqliteEventStoreOptions } from './sqlite.event-store.js';
import { createSqliteLog } from './sqlite.log.js';
import { createSqliteWriter } from './sqlite.writer.js';

/**
 * Opens a file that is to hold a copy, and nobody else can open it until it is closed: one connection holds it whole.
 *
 * @throws CopyTargetInUse when another process, or another connection of this one, has it open
 * @throws Error when the file is no event store, or SQLite is a version that could corrupt it
 */
export function openSqliteCopyTarget({
  file,
  registry,
}: Pick<SqliteEventStoreOptions, 'file' | 'registry'>): CopyTarget {
  const db = openAlone(file);
  const writer = createSqliteWriter(db);
  const log = createSqliteLog(db);
  const bell = createDoorbell();

  function addAll(events: readonly EncodedEvent[], after: string | null): void {
    if (!writer.begin() || !endsAt(log, after)) throw new CopyTargetInUse(`${file} does not end where it was read`);
    checkFollowing(events, (stream) => tailIn(log, stream));
    for (const event of events) writer.add(event.envelope.stream, [event], headBefore(event));
    writer.commit();
  }

  return {
    ...createLogReader(log, registry, bell),

    async adopt(given, after) {
      if (!db.open) throw new StoreUnavailable('the event store is closed');
      const events = given.map((event) => adopted(registry, event));
      try {
        addAll(events, after);
      } catch (error) {
        writer.rollback();
        throw faultOf(error);
      }
      return String(log.lastPosition());
    },

    async close() {
      db.close();
      bell.ring();
    },
  };
}

function openAlone(file: string): Database {
  return ifNobodyElse(file, () => {
    const db = openWriter(file);
    return orClose(db, () => {
      // Whoever has the file open holds a shared lock for as long, and this one admits none beside it.
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN IMMEDIATE; COMMIT');
      return db;
    });
  });
}

function ifNobodyElse<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (isBusy(error)) throw new CopyTargetInUse(`another process has ${file} open`, { cause: error });
    throw error;
  }
}

function faultOf(error: unknown): Error {
  if (error instanceof InvalidDraft) return new CorruptEvent(error.message, { cause: error });
  if (error instanceof CorruptEvent || error instanceof CopyTargetInUse || error instanceof StoreUnavailable) {
    return error;
  }
  return new StoreUnavailable('the event store could not be written', { cause: error });
}
