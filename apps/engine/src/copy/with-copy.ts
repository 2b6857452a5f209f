import type { EventStore } from '@jalon/ports';
import { createEventRegistry, CopyTargetInUse, type CopyTarget } from '@jalon/event-store';
import { openEventStoreDb, openEventStoreDbCopyTarget } from '@jalon/event-store/eventstoredb';
import { openSqliteCopyTarget, openSqliteEventReader } from '@jalon/event-store/sqlite';
import type { StorePlace } from '../config.js';
import { UNHURRIED_MS } from '../event-stores.js';
import { events } from '../events.js';
import { starting } from '../start-refused.js';

export type CopySource = Pick<EventStore, 'readAll' | 'lastPosition' | 'close'>;

/**
 * Opens two event stores for a copy from one to the other, and nothing else of an installation: no key is needed.
 *
 * @throws CopyTargetInUse when somebody has the file open that is to hold the copy
 * @throws StartRefused when one of them does not open
 */
export async function withCopy<T>(
  from: StorePlace,
  to: StorePlace,
  work: (source: CopySource, target: CopyTarget) => Promise<T>,
): Promise<T> {
  const source = await starting('COPY_SOURCE_UNOPENED', () => openSource(from));
  try {
    const opened = await starting('COPY_TARGET_UNOPENED', () => openTarget(to));
    if (opened instanceof CopyTargetInUse) throw opened;
    try {
      return await work(source, opened);
    } finally {
      await opened.close();
    }
  } finally {
    await source.close();
  }
}

function openSource(place: StorePlace): CopySource {
  const registry = createEventRegistry(events);
  if ('file' in place) return openSqliteEventReader({ ...place, registry });
  return openEventStoreDb({ ...place, registry, idleTimeoutMs: UNHURRIED_MS });
}

/** That it is in use is an answer of its own, no failure to open it. */
function openTarget(place: StorePlace): CopyTarget | CopyTargetInUse {
  const registry = createEventRegistry(events);
  if ('url' in place) return openEventStoreDbCopyTarget({ ...place, registry });
  try {
    return openSqliteCopyTarget({ ...place, registry });
  } catch (error) {
    if (error instanceof CopyTargetInUse) return error;
    throw error;
  }
}
