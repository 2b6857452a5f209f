import type { EventStore } from '@jalon/ports';
import type { EventRegistry } from '@jalon/event-store';
import { openEventStoreDb, type SubscriptionState } from '@jalon/event-store/eventstoredb';
import { openSqliteEventReader, openSqliteEventStore, type EventReader } from '@jalon/event-store/sqlite';
import type { StorePlace } from './config.js';

/** Told of each commit: how many appends shared it, and how many seconds it took. */
type OnAppendBatch = (appends: number, seconds: number) => void;

/** Told how a server's subscriptions stand: their readers are not, which go on by themselves. */
type OnSubscription = (state: SubscriptionState) => void;

/** How long a program in nobody's way waits for a busy server, where a service would have told its client to come again. */
export const UNHURRIED_MS = 10_000;

interface EventStoreHooks {
  readonly onAppendBatch: OnAppendBatch;
  readonly onSubscription: OnSubscription;
  /** How long a server may be silent before it is told so; its adapter's own unless given. */
  readonly patienceMs: number | undefined;
}

/** The events, where they lie. A server need not be there yet; a file must be. */
export function openEvents(
  place: StorePlace,
  registry: EventRegistry,
  { patienceMs, ...told }: EventStoreHooks,
): EventStore {
  return 'url' in place
    ? openEventStoreDb({ ...place, registry, ...told, ...(patienceMs !== undefined && { idleTimeoutMs: patienceMs }) })
    : openSqliteEventStore({ ...place, registry, onAppendBatch: told.onAppendBatch });
}

/** The events, for who appends none. */
export function openEventReader(
  place: StorePlace,
  registry: EventRegistry,
  onSubscription: OnSubscription,
): EventReader {
  if ('file' in place) return openSqliteEventReader({ ...place, registry });
  // A server tells its subscribers by itself.
  return { ...openEventStoreDb({ ...place, registry, onSubscription }), notify: () => undefined };
}
