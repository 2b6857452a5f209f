import { createDoorbell } from '../doorbell.js';
import { encodeDrafts, storedAt } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import type { EventStore } from '@jalon/ports';
import { createLogReader } from '../log.reader.js';
import { createMemoryLog } from './memory.log.js';

export interface MemoryEventStoreOptions {
  readonly registry: EventRegistry;
}

/** An event store for specs: it behaves like the others (one contract suite), and forgets everything with the process. */
export function createMemoryEventStore({ registry }: MemoryEventStoreOptions): EventStore {
  const log = createMemoryLog();
  const bell = createDoorbell();
  return {
    ...createLogReader(log, registry, bell),

    async append(stream, drafts, head, traceparent) {
      const events = encodeDrafts(registry, stream, drafts, head, traceparent);
      const first = log.add(stream, events, head);
      bell.ring();
      return storedAt(events, first);
    },

    async close() {
      log.close();
      bell.ring();
    },
  };
}
