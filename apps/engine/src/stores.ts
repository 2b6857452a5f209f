import { existsSync } from 'node:fs';
import { createEventRegistry, type EventRegistry } from '@jalon/event-store';
import { memoised, notify, type Random, type Sentence } from '@jalon/kernel';
import type { EventStore, InstallationRecord, KeyStore, RecordStore, Telemetry, ViewStore } from '@jalon/ports';
import { cachingKeyStore } from '@jalon/privacy';
import { closeAfterFault, closeAll } from './close-all.js';
import type { EngineConfig, StorePlace } from './config.js';
import type { CorruptEvents } from './corrupt-events.js';
import { shownPlace } from './copy/event-copy.js';
import { shownKeyPlace } from './copy/key-copy.js';
import { events } from './events.js';
import { isOnOneMachine, refusalWithoutEvents, requireGivenSecrets } from './first-start.js';
import { isEmptyLog, openKeysWhenSafe, requireKeysOfEvents } from './keys-of-events.js';
import { refusalBeforeKeys, type StorePlaces } from './installation.js';
import { openKeys } from './keys.js';
import { observedEventStore } from './observed-event-store.js';
import { hadNoRecords, openRecords, requireRecords } from './records.js';
import { StartRefused, startStep } from './start-refused.js';
import type { StartMessage } from './start.messages.js';
import type { StreamsAhead } from './streams-ahead.js';
import { openEvents, openViews, subscriptionWatch } from './store-adapters.js';

/** The stores of an installation, as this process has opened them. */
export interface Stores {
  readonly events: EventStore;
  readonly registry: EventRegistry;
  readonly keys: KeyStore;
  readonly views: ViewStore;
  /** What is neither event nor view. */
  readonly records: RecordStore;
  /** Whether the service may make secrets of its own: no event was ever stored, and all stores are on this machine. */
  readonly mayMakeSecrets: boolean;
  /** Whether no event was ever stored. */
  readonly isFirstStart: boolean;
  /** The fault that this process's subscription is recovering from; null otherwise. */
  readonly subscriptionFault: () => unknown;
  /** Registers a listener that is called after each commit of this process to the event store. */
  readonly onCommit: (listener: () => void) => void;
  /** Closes the stores, the last one opened first. Call it when nothing reads or writes any more. */
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly random: Random;
  /** The least time for which a call waits for a store's server, in milliseconds. */
  readonly leastPatienceMs: number;
  readonly telemetry: Telemetry;
  /** Told of the corrupt events that are met. */
  readonly corrupt: CorruptEvents;
  /** Told of the events that are read and appended. */
  readonly ahead: StreamsAhead;
}

/** @throws StartRefused; what was opened before is closed again */
export async function openStores(
  config: EngineConfig,
  { random, leastPatienceMs, telemetry, corrupt, ahead }: StoreOptions,
): Promise<Stores> {
  const opened: { close(): Promise<void> }[] = [];
  const close = () => closeAll(opened.splice(0));
  const patienceMs = Math.max(config.storePatienceMs, leastPatienceMs);
  const listeners: (() => void)[] = [];
  const subscription = subscriptionWatch(telemetry);
  const open = async <S extends { close(): Promise<void> }>(
    step: StartMessage,
    make: () => S | Promise<S>,
  ): Promise<S> => {
    const store = await startStep(step, make);
    opened.unshift(store);
    return store;
  };

  try {
    const places = placesOf(config);
    const refusing = async (compare: () => Promise<Sentence | null>) => {
      const refused = await startStep('STORES_UNCOMPARED', compare);
      if (refused) throw new StartRefused([refused]);
    };
    await refusing(() => refusalWithoutEvents(config, places));
    const registry = createEventRegistry(events);
    const eventStore = await open('EVENT_STORE_UNOPENED', () =>
      observedEventStore(
        openEvents(config.eventStore, registry, {
          onAppendBatch(appends, seconds) {
            for (const listener of listeners) notify(listener);
            telemetry.appendBatch(appends, seconds);
          },
          onSubscription: subscription.onState,
          idleTimeoutMs: patienceMs,
        }),
        { seen: (events) => ahead.note(events), failed: (error) => corrupt.note(error) },
      ),
    );
    const isEmpty = await startStep('EVENT_STORE_UNREAD', () => isEmptyLog(eventStore));
    // Before views are opened, which would make their file.
    if (isEmpty) requireGivenSecrets(config);
    const mayMakeKey = isOnOneMachine(config);
    let isFirstStart = false as boolean;
    const keysFor = (mayCreate: boolean | null) => {
      isFirstStart = mayCreate === true;
      if (isFirstStart) requireGivenSecrets(config);
      const onErasedAgain = (erasures: number) => telemetry.erasedAgain(erasures);
      return openKeys(config, { random, mayCreate, mayMakeKey, onErasedAgain, patienceMs });
    };
    const opening = () => openKeysWhenSafe(eventStore, isEmpty, keysFor);
    const views = memoised(() =>
      open('VIEW_STORE_UNOPENED', () => openViews(config.viewStore, { telemetry, patienceMs })),
    );
    const mayBeFirstRecords = hadNoRecords(config);
    const records = memoised(() =>
      open('RECORD_STORE_UNOPENED', () =>
        openRecords(config, { random, patienceMs, mayCreate: () => isFirstStart || mayBeFirstRecords }),
      ),
    );
    // A refused start makes nothing: what is not there yet is made when it is named, once the others fit together.
    const named = {
      events: eventStore,
      views: { installation: recordOf(isThere(config.viewStore), views) },
      records: { installation: recordOf(isThere(config.recordStore), records) },
      places,
    };
    const hasRecords = isThere(config.recordStore);
    if (isThere(config.viewStore)) await views();
    if (hasRecords) await records();
    await refusing(() => refusalBeforeKeys(named, isEmpty));
    const openedKeys = await open('KEY_STORE_UNOPENED', async () => cachingKeyStore(await opening()));
    if (hasRecords || !mayBeFirstRecords) await requireRecords(await records(), { mustAnswer: isFirstStart });
    const checked = await startStep('STORES_UNCOMPARED', () =>
      requireKeysOfEvents({
        ...named,
        keys: openedKeys,
        lostUpTo: config.keysLostUpTo,
        eventsAway: isEmpty === null,
      }),
    );
    const onCommit = (listener: () => void) => void listeners.push(listener);
    const mayMakeSecrets = isFirstStart && mayMakeKey;
    return {
      subscriptionFault: subscription.fault,
      ...checked,
      registry,
      views: await views(),
      records: await records(),
      mayMakeSecrets,
      isFirstStart,
      onCommit,
      close,
    };
  } catch (error) {
    await closeAfterFault(opened);
    throw error;
  }
}

/** Whether a store can be opened without being made. */
const isThere = (place: StorePlace): boolean => !('file' in place) || existsSync(place.file);

/** The record of a store that is opened when it is there, and otherwise when it is named. */
function recordOf(
  isThereBefore: boolean,
  open: () => Promise<{ readonly installation: InstallationRecord }>,
): InstallationRecord {
  let isOpened = isThereBefore;
  return {
    read: async () => (isOpened ? (await open()).installation.read() : null),
    async name(name) {
      isOpened = true;
      return (await open()).installation.name(name);
    },
  };
}

const placesOf = ({ eventStore, viewStore, keyStore, destroyedKeys, recordStore }: EngineConfig): StorePlaces => ({
  events: shownPlace(eventStore),
  views: shownKeyPlace(viewStore),
  keys: shownKeyPlace(keyStore),
  'destroyed-keys': shownKeyPlace(destroyedKeys),
  records: shownKeyPlace(recordStore),
});
