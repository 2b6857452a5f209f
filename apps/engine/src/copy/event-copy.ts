import { CopyTargetInUse, createEventRegistry, type CopyTarget } from '@jalon/event-store';
import { openEventStoreDb, openEventStoreDbCopyTarget } from '@jalon/event-store/eventstoredb';
import { openSqliteCopyTarget, openSqliteEventReader, openSqliteEventStore } from '@jalon/event-store/sqlite';
import type { EventStore, InstallationRecord, MovableRecord } from '@jalon/ports';
import { readConfig, type StorePlace } from '../config.js';
import { UNHURRIED_MS } from '../store-adapters.js';
import { events } from '../events.js';
import { StartRefused, reworded, startStep } from '../start-refused.js';

export type CopySource = Pick<EventStore, 'readAll' | 'lastPosition' | 'close'> & {
  readonly installation: Pick<InstallationRecord, 'read'>;
};

/**
 * Opens two event stores for a copy from one to the other, and nothing else of an installation: no key is needed.
 *
 * @throws CopyTargetInUse when a process has the target file open
 * @throws StartRefused when one of them does not open
 */
export async function withCopy<T>(
  from: StorePlace,
  to: StorePlace,
  work: (source: CopySource, target: CopyTarget) => Promise<T>,
): Promise<T> {
  const source = await startStep('COPY_SOURCE_UNOPENED', () => openSource(from));
  try {
    const opened = await startStep('COPY_TARGET_UNOPENED', () => openTarget(to));
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

/**
 * Opens the record of the installation in an event store, which may be in service, for `work`.
 *
 * @throws StartRefused when it does not open
 */
export async function withEventRecord<T>(
  place: StorePlace,
  work: (store: { readonly installation: MovableRecord }) => Promise<T>,
): Promise<T> {
  const registry = createEventRegistry(events);
  const store = await startStep('EVENT_STORE_UNOPENED', async () => {
    if ('url' in place) return openEventStoreDb({ ...place, registry, idleTimeoutMs: UNHURRIED_MS });
    // A file that is not there is not made.
    await openSqliteEventReader({ ...place, registry }).close();
    return openSqliteEventStore({ ...place, registry });
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Returns CopyTargetInUse as a value, so that it is not taken for a store that does not open. */
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

/**
 * The event store that an option of a command names, read as `EVENT_STORE_URL` is, with the account that the environment
 * may hold.
 *
 * @throws StartRefused naming the option; a URL may hold a password, and is not repeated
 */
export function readEventPlace(environment: NodeJS.ProcessEnv, option: string, url: string): StorePlace {
  try {
    return readConfig({ ...environment, EVENT_STORE_URL: url }).eventStore;
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    throw reworded(error, (text) => text.replaceAll('EVENT_STORE_URL', option));
  }
}

/** A store as it may be shown and logged: without account and options. */
export function shownPlace(place: StorePlace): string {
  if ('file' in place) return `sqlite:${place.file}`;
  return place.url.replace(/\/\/[^@/?]*@/, '//').replace(/\?.*$/, '');
}

/**
 * The first `count` events of a store, each at its ordinal number in the log. Stores number positions differently, so views that
 * were folded from two stores can only be compared with positions of one kind.
 */
export function inOrdinals(
  store: Pick<EventStore, 'readAll'>,
  count: number,
  onPage: (ordinal: number) => void = () => undefined,
): Pick<EventStore, 'readAll'> {
  return {
    async *readAll() {
      let ordinal = 0;
      for await (const page of store.readAll(null)) {
        yield page.slice(0, count - ordinal).map((event) => ({ ...event, position: String((ordinal += 1)) }));
        if (ordinal === count) return;
        onPage(ordinal);
      }
    },
  };
}
