import type { EventRegistry } from '@jalon/event-store';
import { openEventStoreDb, type SubscriptionState } from '@jalon/event-store/eventstoredb';
import { openSqliteEventReader, openSqliteEventStore, type EventReader } from '@jalon/event-store/sqlite';
import type { EventStore, Telemetry, ViewStore } from '@jalon/ports';
import { projections } from '@jalon/read-models';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import type { StorePlace } from './config.js';

/** Told of the state of a server's subscription. Its reader is not told: it continues by itself. */
type OnSubscription = (state: SubscriptionState) => void;

/** How long a command-line program waits for a busy server, where a service would tell its client to come again. */
export const UNHURRIED_MS = 10_000;

interface EventStoreOptions {
  /** Called after each commit, with the number of appends that shared it and its duration in seconds. */
  readonly onAppendBatch: (appends: number, seconds: number) => void;
  readonly onSubscription: OnSubscription;
  /** How long a call may wait for a server's next message, in milliseconds, before it fails. */
  readonly idleTimeoutMs: number;
}

/** Opens the event store where the configuration says. A server need not answer yet; a file must open. */
export function openEvents(
  place: StorePlace,
  registry: EventRegistry,
  { idleTimeoutMs, onAppendBatch, onSubscription }: EventStoreOptions,
): EventStore {
  return 'url' in place
    ? openEventStoreDb({ ...place, registry, onAppendBatch, onSubscription, idleTimeoutMs })
    : openSqliteEventStore({ ...place, registry, onAppendBatch });
}

/** Opens the event store for readers that never append. */
export function openEventReader(
  place: StorePlace,
  registry: EventRegistry,
  options: Pick<EventStoreOptions, 'onSubscription' | 'idleTimeoutMs'>,
): EventReader {
  if ('file' in place) return openSqliteEventReader({ ...place, registry });
  // A server notifies its subscribers by itself.
  return { ...openEventStoreDb({ ...place, registry, ...options }), notify: () => undefined };
}

/** Opens the views where the configuration says. */
export function openViews(
  place: StorePlace,
  { telemetry, patienceMs }: { readonly telemetry: Telemetry; readonly patienceMs: number },
): Promise<ViewStore> {
  const onLeaseAhead = (aheadMs: number) => telemetry.leaseAhead(aheadMs);
  if ('file' in place) return openSqliteViewStore(place.file, projections, { onLeaseAhead });
  const onDropped = (names: readonly string[]) => telemetry.fault(new ViewsOfOthersDropped(names));
  return openPostgresViewStore(place.url, projections, { onDropped, onLeaseAhead, patienceMs });
}

/** SQL views that others had built upon ours were dropped with the column, or the view, that they rest on. */
export class ViewsOfOthersDropped extends Error {
  override readonly name = 'ViewsOfOthersDropped';

  constructor(readonly names: readonly string[]) {
    super(`dropped, for what they rested on is no more: ${names.join(', ')} (jalon_dropped_views defines them)`);
  }
}

export interface SubscriptionWatch {
  /** To be called whenever the subscription's state changes. */
  readonly onState: (state: SubscriptionState) => void;
  /** The fault that the subscription is recovering from; null otherwise. */
  readonly fault: () => unknown;
}

/** Remembers the state of a process's subscription to a server, and tells the telemetry of its changes. */
export function subscriptionWatch(telemetry: Telemetry): SubscriptionWatch {
  let fault: unknown = null;
  return {
    onState(state) {
      const wasAway = fault !== null;
      fault = state === 'live' ? null : state.fault;
      if (fault !== null) telemetry.fault(fault);
      else if (wasAway) telemetry.reconnected();
    },
    fault: () => fault,
  };
}
