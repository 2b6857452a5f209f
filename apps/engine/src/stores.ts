import type { EventStore, KeyStore, Telemetry, ViewStore } from '@jalon/ports';
import { createEventRegistry, type EventRegistry } from '@jalon/event-store';
import { notify, type Random } from '@jalon/kernel';
import { cachingKeyStore } from '@jalon/privacy';
import { closeAfterFault, closeAll } from './close-all.js';
import type { EngineConfig } from './config.js';
import { shownKeyPlace } from './copy/key-places.js';
import { openEvents } from './event-stores.js';
import { events } from './events.js';
import { isFresh, openBeside } from './first-start.js';
import { keysOfEvents } from './keys-of-events.js';
import { openKeys } from './keys.js';
import { starting } from './start-refused.js';
import type { StartSentence } from './start.sentences.js';
import { subscriptionWatch } from './subscription-watch.js';
import { openViews } from './views.js';

/** The stores of the embedded mode. */
export interface Stores {
  readonly events: EventStore;
  readonly registry: EventRegistry;
  readonly keys: KeyStore;
  readonly views: ViewStore;
  /** Whether the service may make secrets of its own: no event was ever stored here, and no other process shares the stores. */
  readonly mayMakeSecrets: boolean;
  /** What keeps a subscription of this process from the events, and is recovered from; null otherwise. */
  readonly subscriptionFault: () => unknown;
  /** Has `listener` called after each commit of this process to the event store. */
  readonly onCommit: (listener: () => void) => void;
  /** The one opened last first. To be called when nothing reads or writes any more. */
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly random: Random;
  /** How long a server may be silent before a command is told so; the adapter's own time unless given. */
  readonly patienceMs: number | undefined;
  readonly telemetry: Telemetry;
}

/** @throws StartRefused; what was opened before is closed again */
export async function openStores(
  config: EngineConfig,
  { random, patienceMs, telemetry }: StoreOptions,
): Promise<Stores> {
  const opened: { close(): Promise<void> }[] = [];
  const close = () => closeAll(opened.splice(0));
  const listeners: (() => void)[] = [];
  const subscription = subscriptionWatch(telemetry);
  const open = async <S extends { close(): Promise<void> }>(
    step: StartSentence,
    make: () => S | Promise<S>,
  ): Promise<S> => {
    const store = await starting(step, make);
    opened.unshift(store);
    return store;
  };

  try {
    const registry = createEventRegistry(events);
    const eventStore = await open('EVENT_STORE_UNOPENED', () =>
      openEvents(config.eventStore, registry, {
        onAppendBatch(appends, seconds) {
          for (const listener of listeners) notify(listener);
          telemetry.appendBatch(appends, seconds);
        },
        onSubscription: subscription.onState,
        patienceMs,
      }),
    );
    const fresh = await starting('EVENT_STORE_UNREAD', () => isFresh(eventStore));
    const keysBeside = (mayCreate: boolean | null) =>
      openKeys(config, { random, mayCreate, onErasedAgain: (erasures) => telemetry.erasedAgain(erasures) });
    const opening = () => openBeside(eventStore, fresh, keysBeside);
    const openedKeys = await open('KEY_STORE_UNOPENED', async () => cachingKeyStore(await opening()));
    const keys = await starting('KEYS_UNCOMPARED', () =>
      keysOfEvents({
        events: eventStore,
        keys: openedKeys,
        store: shownKeyPlace(config.keyStore),
        lostUpTo: config.keysLostUpTo,
        eventsAway: fresh === null,
      }),
    );
    const views = await open('VIEW_STORE_UNOPENED', () => openViews(config.viewStore, telemetry));
    const onCommit = (listener: () => void) => void listeners.push(listener);
    const mayMakeSecrets = fresh === true && 'file' in config.keyStore && 'file' in config.eventStore;
    return {
      subscriptionFault: subscription.fault,
      events: eventStore,
      registry,
      keys,
      views,
      mayMakeSecrets,
      onCommit,
      close,
    };
  } catch (error) {
    await closeAfterFault(opened);
    throw error;
  }
}
