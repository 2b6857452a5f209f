import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import { openEventStoreDb, type SubscriptionState } from '@jalon/event-store/eventstoredb';
import { NOT_READY, openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { registry } from './event-store.drafts.js';

export { NOT_READY };

/** The stores' idle timeout: long enough for a busy machine, short enough to wait for. */
export const IDLE_TIMEOUT_MS = 1_500;
/** How much later a busy machine may answer. */
export const SLACK_MS = 1_500;

export interface Fixture {
  readonly double: EventStoreDouble;
  readonly store: EventStore;
  readonly states: readonly SubscriptionState[];
  /** Opens another store of this process on the same server. */
  another(): EventStore;
  close(): Promise<void>;
}

export async function openFixture(): Promise<Fixture> {
  const double = await openEventStoreDouble();
  const states: SubscriptionState[] = [];
  const opened: EventStore[] = [];
  const another = (): EventStore => {
    const store = openEventStoreDb({
      url: double.url,
      registry,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      onSubscription: (state) => void states.push(state),
    });
    opened.push(store);
    return store;
  };
  return {
    double,
    store: another(),
    states,
    another,
    async close() {
      await Promise.all(opened.map((store) => store.close()));
      await double.close();
    },
  };
}

const BEAT_MS = 5;

/**
 * What `work` gives or throws, and how many milliseconds that took by the timers of this process, in which the double runs
 * too: what a busy machine does not let it run does not count.
 */
export async function timed<T>(work: Promise<T>): Promise<{ readonly outcome: T | Error; readonly ms: number }> {
  let beats = 0;
  const heart = setInterval(() => (beats += 1), BEAT_MS);
  const outcome = await work.catch((error: unknown) => error as Error);
  clearInterval(heart);
  return { outcome, ms: beats * BEAT_MS };
}

/** Retries while the store is unavailable. */
export async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await sleep(20);
    }
  }
}
