import { adopted, checkFollowing, headBefore } from '../copy/adopted.js';
import { CopyTargetInUse, type CopyTarget } from '../copy/copy-target.js';
import { endsAt, tailIn } from '../copy/log.tail.js';
import { createDoorbell } from '../doorbell.js';
import { CorruptEvent } from '@jalon/ports';
import { createLogReader } from '../log.reader.js';
import type { MemoryEventStoreOptions } from './memory.event-store.js';
import { createMemoryLog } from './memory.log.js';

/** A store for specs that holds copies, and forgets them with the process. */
export function createMemoryCopyTarget({ registry }: MemoryEventStoreOptions): CopyTarget {
  const log = createMemoryLog();
  const bell = createDoorbell();
  const ids = new Set<string>();
  return {
    ...createLogReader(log, registry, bell),

    async adopt(given, after) {
      if (!endsAt(log, after)) throw new CopyTargetInUse('the store does not end where it was read');
      const events = given.map((event) => adopted(registry, event));
      checkFollowing(events, (stream) => tailIn(log, stream));
      const known = new Set(ids);
      for (const { envelope } of events) {
        if (known.has(envelope.id)) throw new CorruptEvent(`an event ${envelope.id} is stored already`);
        known.add(envelope.id);
      }
      for (const event of events) {
        ids.add(event.envelope.id);
        log.add(event.envelope.stream, [event], headBefore(event));
      }
      bell.ring();
      return String(log.lastPosition());
    },

    async close() {
      log.close();
      bell.ring();
    },
  };
}
