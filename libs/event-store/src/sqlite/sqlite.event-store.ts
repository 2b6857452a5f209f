import { closeOnError } from '@jalon/kernel';
import { probeWriting, requireSafeSqlite, undamaged } from '@jalon/sqlite';
import type { Database } from 'better-sqlite3';
import { type EventStore, type InstallationRecord, StoreUnavailable, writeWatch } from '@jalon/ports';
import { encodeDrafts, storedAt } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import { createCommitNotifier, createLogReader, type LogReader } from '../log-reader.js';
import { openReader, openWriter } from './database.js';
import { createGroupCommit } from './group-commit.js';
import { installationRecord, outsideCommits, readOnlyRecord } from './installation.js';
import { createSqliteLog } from './sqlite.log.js';
import { createSqliteWriter } from './sqlite.writer.js';

export interface SqliteEventStoreOptions {
  /** The database file. It and its folder are created, for their owner alone, when they do not exist. */
  readonly file: string;
  readonly registry: EventRegistry;
  /** How long an append waits for the write lock of another process before it throws `StoreUnavailable`. */
  readonly lockTimeoutMs?: number;
  /** Called after each commit with the number of appends that shared it and its duration in seconds. */
  readonly onAppendBatch?: (appends: number, seconds: number) => void;
}

const LOCK_TIMEOUT_MS = 5_000;

/**
 * Opens the embedded event store: one SQLite file, which several processes of one machine may open at once. An append
 * resolves when it is on the disk.
 *
 * @throws NotAStoreFile when the file is not an event store; StoreDamaged when it is damaged
 * @throws Error when this version of SQLite could corrupt it
 */
export function openSqliteEventStore(options: SqliteEventStoreOptions): EventStore {
  return undamaged(options.file, 'events', () => {
    const writing = openWriter(options.file);
    return closeOnError(writing, () => {
      const reading = openReader(options.file);
      return closeOnError(reading, () => eventStoreOver(writing, reading, options));
    });
  });
}

function eventStoreOver(writing: Database, reading: Database, options: SqliteEventStoreOptions): EventStore {
  const { registry, lockTimeoutMs = LOCK_TIMEOUT_MS, onAppendBatch } = options;
  const notifier = createCommitNotifier();
  const watch = writeWatch(async () => {
    await outsideCommits(writing);
    probeWriting(writing);
  });
  const commits = createGroupCommit(createSqliteWriter(writing), {
    lockTimeoutMs,
    onCommit(appends, seconds) {
      watch.succeeded();
      notifier.notify();
      onAppendBatch?.(appends, seconds);
    },
  });
  let closing = false;

  return {
    ...createLogReader(createSqliteLog(reading), registry, notifier),
    installation: installationRecord(writing),

    async append(stream, drafts, head, traceparent) {
      if (closing) throw new StoreUnavailable('the event store is closed');
      const events = encodeDrafts(registry, stream, drafts, head, traceparent);
      try {
        return storedAt(events, await commits.append({ stream, events, head }));
      } catch (error) {
        watch.failed(error);
        throw error;
      }
    },

    async checkWriting() {
      if (closing) throw new StoreUnavailable('the event store is closed');
      try {
        await watch.check();
      } catch (cause) {
        throw new StoreUnavailable('the event store could not be written', { cause });
      }
    },

    async close() {
      closing = true;
      await commits.idle();
      // The last connection to close removes the write-ahead log, so it must be the one that can write.
      reading.close();
      writing.close();
      notifier.notify();
    },
  };
}

/** The reading half of the embedded event store, for a thread or process that never appends. */
export interface EventReader extends LogReader, Pick<EventStore, 'close'> {
  readonly installation: Pick<InstallationRecord, 'read'>;
  /** Makes subscriptions look for commits of other connections now. They do so by themselves within 100 ms. */
  notify(): void;
}

/**
 * Opens an event store that another connection writes.
 *
 * @throws Error when the file does not exist, is damaged, or this version of SQLite could corrupt it
 */
export function openSqliteEventReader(options: Pick<SqliteEventStoreOptions, 'file' | 'registry'>): EventReader {
  return undamaged(options.file, 'events', () => readerOf(options));
}

function readerOf({ file, registry }: Pick<SqliteEventStoreOptions, 'file' | 'registry'>): EventReader {
  const reading = openReader(file);
  return closeOnError(reading, () => {
    requireSafeSqlite(reading);
    const notifier = createCommitNotifier();
    return {
      ...createLogReader(createSqliteLog(reading), registry, notifier),
      installation: readOnlyRecord(reading),
      notify: () => notifier.notify(),
      async close() {
        reading.close();
        notifier.notify();
      },
    };
  });
}
