import { orClose } from '@jalon/sqlite';
import type { Database } from 'better-sqlite3';
import { createDoorbell } from '../doorbell.js';
import { encodeDrafts, storedAt } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import { createLogReader } from '../log.reader.js';
import { openReader, openWriter } from './connection.js';
import { createGroupCommit } from './group-commit.js';
import { createSqliteLog } from './sqlite.log.js';
import { createSqliteWriter } from './sqlite.writer.js';

export interface SqliteEventStoreOptions {
  /** The database file; it and its folder are made, for their owner alone, when they are not there. */
  readonly file: string;
  readonly registry: EventRegistry;
  /** How long an append waits while another process holds the write lock, before `StoreUnavailable`. */
  readonly lockPatienceMs?: number;
  /** Told of each commit: how many appends shared it, and how many seconds it took. */
  readonly onAppendBatch?: (appends: number, seconds: number) => void;
}

const LOCK_PATIENCE_MS = 5_000;

/**
 * The embedded event store: one SQLite file, which several processes of one machine may open at once. An append resolves
 * when the disk holds it.
 *
 * @throws Error when the file is no event store, or SQLite is a version that could corrupt it
 */
export function openSqliteEventStore(options: SqliteEventStoreOptions): EventStore {
  const writing = openWriter(options.file);
  return orClose(writing, () => {
    const reading = openReader(options.file);
    return orClose(reading, () => eventStoreOver(writing, reading, options));
  });
}

function eventStoreOver(writing: Database, reading: Database, options: SqliteEventStoreOptions): EventStore {
  const { registry, lockPatienceMs = LOCK_PATIENCE_MS, onAppendBatch } = options;
  const bell = createDoorbell();
  const commits = createGroupCommit(createSqliteWriter(writing), {
    lockPatienceMs,
    onCommit(appends, seconds) {
      bell.ring();
      onAppendBatch?.(appends, seconds);
    },
  });
  let closing = false;

  return {
    ...createLogReader(createSqliteLog(reading), registry, bell),

    async append(stream, drafts, head, traceparent) {
      if (closing) throw new StoreUnavailable('the event store is closed');
      const events = encodeDrafts(registry, stream, drafts, head, traceparent);
      return storedAt(events, await commits.append({ stream, events, head }));
    },

    async close() {
      closing = true;
      await commits.idle();
      // The last connection to close tidies the log away, so it must be the one that can write.
      reading.close();
      writing.close();
      bell.ring();
    },
  };
}
