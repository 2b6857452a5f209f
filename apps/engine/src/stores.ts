import type { ViewStore } from '@jalon/application';
import { createEventRegistry, type EventStore } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import type { Random } from '@jalon/kernel';
import { cachingKeyStore, type KeyStore } from '@jalon/privacy';
import { openKeyStore } from '@jalon/privacy/sqlite';
import { projections } from '@jalon/read-models';
import { openSqliteViewStore } from '@jalon/view-store';
import type { EngineConfig } from './config.js';
import { events } from './events.js';
import { starting } from './start-refused.js';

/** The stores of the embedded mode. */
export interface Stores {
  readonly events: EventStore;
  readonly keys: KeyStore;
  readonly views: ViewStore;
  /** Whether no event was ever stored here: only then may the service make secrets of its own. */
  readonly fresh: boolean;
}

export interface StoreHooks {
  readonly random: Random;
  readonly onAppendBatch?: (appends: number, seconds: number) => void;
}

/** @throws StartRefused; what was opened before is closed again */
export async function openStores(config: EngineConfig, { random, onAppendBatch }: StoreHooks): Promise<Stores> {
  const opened: { close(): Promise<void> }[] = [];
  const keep = <S extends { close(): Promise<void> }>(store: S): S => {
    opened.unshift(store);
    return store;
  };
  try {
    const registry = createEventRegistry(events);
    const eventStore = keep(
      await starting('The event store cannot be opened', () =>
        openSqliteEventStore({ file: config.eventStoreFile, registry, ...(onAppendBatch && { onAppendBatch }) }),
      ),
    );
    const fresh = (await starting('The event store cannot be read', () => eventStore.lastPosition())) === null;
    const keys = keep(
      await starting('The key store cannot be opened', () =>
        cachingKeyStore(openKeyStore({ file: config.keyStoreFile, keysDir: config.keysDir, random, mayCreate: fresh })),
      ),
    );
    const views = keep(
      await starting('The view store cannot be opened', () => openSqliteViewStore(config.viewStoreFile, projections)),
    );
    return { events: eventStore, keys, views, fresh };
  } catch (error) {
    for (const store of opened) await store.close();
    throw error;
  }
}
