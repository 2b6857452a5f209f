import { orClose, requireSafeSqlite } from '@jalon/sqlite';
import { createDoorbell } from '../doorbell.js';
import type { EventStore } from '@jalon/ports';
import { createLogReader, type LogReader } from '../log.reader.js';
import { openReader } from './connection.js';
import { createSqliteLog } from './sqlite.log.js';
import type { SqliteEventStoreOptions } from './sqlite.event-store.js';

/** The reading half of the embedded event store, for a thread or a process that appends nothing. */
export interface EventReader extends LogReader, Pick<EventStore, 'close'> {
  /** Looks at once for what others have committed, which is otherwise found within 100 ms. */
  ring(): void;
}

/**
 * Opens an event store that somebody else writes.
 *
 * @throws Error when there is no such file, or SQLite is a version that could corrupt it
 */
export function openSqliteEventReader({
  file,
  registry,
}: Pick<SqliteEventStoreOptions, 'file' | 'registry'>): EventReader {
  const reading = openReader(file);
  return orClose(reading, () => {
    requireSafeSqlite(reading);
    const bell = createDoorbell();
    return {
      ...createLogReader(createSqliteLog(reading), registry, bell),
      ring: () => bell.ring(),
      async close() {
        reading.close();
        bell.ring();
      },
    };
  });
}
