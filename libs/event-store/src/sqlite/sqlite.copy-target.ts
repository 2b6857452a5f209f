import { closeOnError } from '@jalon/kernel';
import { isBusy } from '@jalon/sqlite';
import type { Database } from 'better-sqlite3';
import { CorruptEvent, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import { checkCopiedEvent, checkCopiedOrder, endsAt, headBefore, streamHeadIn } from '../copy/copied-event.js';
import { CopyTargetInUse, type CopyTarget } from '../copy/copy-target.js';
import type { EncodedEvent } from '../event.codec.js';
import { createCommitNotifier, createLogReader } from '../log-reader.js';
import { openWriter } from './database.js';
import type { SqliteEventStoreOptions } from './sqlite.event-store.js';
import { installationRecord } from './installation.js';
import { createSqliteLog } from './sqlite.log.js';
import { createSqliteWriter } from './sqlite.writer.js';

/**
 * Opens a file as the target of a copy. The connection locks it, so that no other can open it until it is closed.
 *
 * @throws CopyTargetInUse when another process, or another connection of this one, has the file open
 * @throws Error when the file is not an event store, or this version of SQLite could corrupt it
 */
export function openSqliteCopyTarget({
  file,
  registry,
}: Pick<SqliteEventStoreOptions, 'file' | 'registry'>): CopyTarget {
  const db = openExclusive(file);
  const writer = createSqliteWriter(db, { isCopy: true });
  const log = createSqliteLog(db);
  const notifier = createCommitNotifier();

  function addAll(events: readonly EncodedEvent[], after: string | null): void {
    if (!writer.begin() || !endsAt(log, after)) throw new CopyTargetInUse(`${file} does not end where it was read`);
    checkCopiedOrder(events, (stream) => streamHeadIn(log, stream));
    for (const event of events) writer.add(event.envelope.stream, [event], headBefore(event));
    writer.commit();
  }

  return {
    ...createLogReader(log, registry, notifier),
    installation: installationRecord(db),

    async appendStored(stored, after) {
      if (!db.open) throw new StoreUnavailable('the event store is closed');
      const events = stored.map((event) => checkCopiedEvent(registry, event));
      try {
        addAll(events, after);
      } catch (error) {
        writer.rollback();
        throw faultOf(error) ?? writer.faultOf(error);
      }
      return String(log.lastPosition());
    },

    async close() {
      db.close();
      notifier.notify();
    },
  };
}

function openExclusive(file: string): Database {
  return requireUnused(file, () => {
    const db = openWriter(file);
    return closeOnError(db, () => {
      // Every open connection in WAL mode holds a shared lock, so this fails while there is another one.
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN IMMEDIATE; COMMIT');
      return db;
    });
  });
}

function requireUnused<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (isBusy(error)) throw new CopyTargetInUse(`another process has ${file} open`, { cause: error });
    throw error;
  }
}

/** Null for a fault of the store. */
function faultOf(error: unknown): Error | null {
  if (error instanceof InvalidDraft) return new CorruptEvent('TWICE', {}, { cause: error });
  return error instanceof CorruptEvent || error instanceof CopyTargetInUse ? error : null;
}
