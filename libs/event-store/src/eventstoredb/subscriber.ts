import { setTimeout as pause } from 'node:timers/promises';
import { backOff, comparePositions, notify, type Position, type StoredEvent } from '@jalon/kernel';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import { decodeUntilError, yieldThenThrow } from '../page.js';
import type { SubscriptionBatch } from './read-calls.js';
import type { AllReader } from './reader.js';
import type { RecordedEvent } from './recorded-event.js';
import type { Server } from './server.js';

/** The state of a subscription: `live`, or the fault that ended it and when it is started again. */
export type SubscriptionState = 'live' | { readonly fault: StoreUnavailable; readonly againInMs: number };

/** Short, because a restarted server is soon back; with jitter, because all subscriptions lost it at the same time. */
const FIRST_DELAY_MS = 50;

export interface SubscriberOptions {
  readonly server: Server;
  readonly reader: AllReader;
  /** @throws CorruptEvent, UnknownEvent */
  readonly decode: (recorded: RecordedEvent) => StoredEvent;
  /** Called when a subscription becomes live, and with each fault. */
  readonly onState?: (state: SubscriptionState) => void;
}

/**
 * Subscriptions that outlive the connection. When the server ends one, it is started again after the last event given,
 * until the reader's signal aborts.
 */
export function createSubscriber({
  server,
  reader,
  decode,
  onState,
}: SubscriberOptions): Pick<EventStore, 'subscribeAll'> {
  return {
    async *subscribeAll(after, signal) {
      const progress: Progress = { position: after, checkpoint: null };
      const delays = backOff({ firstMs: FIRST_DELAY_MS, random: Math.random });
      while (!signal.aborted) {
        try {
          for await (const batch of start(progress, signal)) {
            // A subscription that starts and ends at once counts as a failure, so its first, empty batch resets nothing.
            if (batch.checkpoint !== null || batch.events.length > 0) delays.reset();
            yield* yieldThenThrow(decodeUntilError(newEventsOf(batch, progress), decode));
          }
        } catch (fault) {
          if (!(fault instanceof StoreUnavailable)) throw fault;
          const againInMs = delays.next();
          notify(onState, { fault, againInMs });
          await pause(againInMs, undefined, { signal }).catch(() => undefined);
        }
      }
    },
  };

  async function* start(progress: Progress, signal: AbortSignal): AsyncGenerator<SubscriptionBatch> {
    // Checked at every start: a server restored from a backup may no longer have the position.
    if (progress.position !== null) await reader.requireKnown(progress.position);
    if (progress.checkpoint !== null && !(await server.hasRecordAt(progress.checkpoint))) progress.checkpoint = null;
    let first = true;
    for await (const batch of server.subscribe(progress.checkpoint ?? progress.position, signal)) {
      if (first) notify(onState, 'live');
      first = false;
      yield batch;
    }
  }
}

interface Progress {
  /** Position of the last event given. */
  position: Position | null;
  /** Up to here the server has found no further event of ours. */
  checkpoint: Position | null;
}

/** The events of a batch that were not given yet. Updates the progress. */
function newEventsOf({ events, checkpoint }: SubscriptionBatch, progress: Progress): readonly RecordedEvent[] {
  const from = progress.position;
  const newEvents = from === null ? events : events.filter(({ position }) => comparePositions(position, from) > 0);
  progress.position = newEvents.at(-1)?.position ?? from;
  const furthest = [checkpoint, progress.checkpoint].find((candidate) => isAfter(candidate, progress.position));
  progress.checkpoint = furthest ?? null;
  return newEvents;
}

const isAfter = (candidate: Position | null, position: Position | null): boolean =>
  candidate !== null && (position === null || comparePositions(candidate, position) > 0);
