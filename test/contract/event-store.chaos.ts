import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError, type EventStore, StoreUnavailable } from '@jalon/ports';
import type { StoredEvent, StreamName } from '@jalon/kernel';
import { v7 } from 'uuid';
import { all, allEvents, draftOf, headOf } from './event-store.drafts.js';

/** The outcome of writing while the store was disturbed. */
export interface ChaosResult {
  readonly acknowledged: number;
  /** Commands that were acknowledged but are not stored. */
  readonly lost: number;
  /** Commands stored more than once. */
  readonly duplicated: number;
  /** Events that a subscriber missed, saw twice, or saw in another order than the log's. */
  readonly outOfOrder: number;
  /** Appends that ended with an unknown outcome (`StoreUnavailable`). */
  readonly unknown: number;
}

export interface ChaosOptions {
  readonly store: EventStore;
  /** One writer for each stream. */
  readonly streams: readonly StreamName[];
  /** Disturbs the store and repairs it. The writers write until it resolves. */
  readonly disturb: () => Promise<void>;
}

/** Sends commands as command handlers do, each under its id until it is answered, while the store is disturbed. */
export async function runChaos({ store, streams, disturb }: ChaosOptions): Promise<ChaosResult> {
  const acknowledged: string[] = [];
  const seen: StoredEvent[] = [];
  const stop = new AbortController();
  let disturbing = true;
  let unknown = 0;

  const subscribed = (async () => {
    for await (const page of store.subscribeAll(null, stop.signal)) seen.push(...page);
  })();

  async function write(stream: StreamName): Promise<void> {
    while (disturbing) {
      const commandId = v7();
      for (;;) {
        if (await send(stream, commandId)) break;
        // A disturbance that has thrown has left the store as it is: nobody may wait for its answer.
        if (stop.signal.aborted) return;
        await sleep(5);
      }
      acknowledged.push(commandId);
    }
  }

  /** Sends the command once. @returns whether it is known to be stored */
  async function send(stream: StreamName, commandId: string): Promise<boolean> {
    try {
      const events = await all(store.readStream(stream));
      if (events.some(({ envelope }) => envelope.commandId === commandId)) return true;
      const drafts = [draftOf(stream, { commandId }), draftOf(stream, { commandId })];
      return (await store.append(stream, drafts, headOf(events.at(-1)))).length === 2;
    } catch (error) {
      if (error instanceof StoreUnavailable) unknown += 1;
      else if (!(error instanceof ConflictError)) throw error;
      return false;
    }
  }

  const writing = Promise.all(streams.map(write));
  try {
    await disturb();
  } catch (error) {
    // The writers and the subscription end first: else they go on, and jest never does.
    disturbing = false;
    stop.abort();
    await Promise.allSettled([writing, subscribed]);
    throw error;
  }
  // On a busy machine few commands may have been written by then: wait for two for each stream.
  for (let waited = 0; acknowledged.length < 2 * streams.length && waited < 20_000; waited += 20) await sleep(20);
  disturbing = false;
  await writing;

  const log = await wholeLog(store);
  for (let waited = 0; seen.length < log.length && waited < 20_000; waited += 20) await sleep(20);
  stop.abort();
  await subscribed;
  const times = new Map<string, number>();
  for (const { envelope } of log) times.set(envelope.commandId, (times.get(envelope.commandId) ?? 0) + 1);
  const indexes = Array.from({ length: Math.max(log.length, seen.length) }, (_, index) => index);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !times.has(id)).length,
    // Each command has two events.
    duplicated: [...times.values()].filter((count) => count !== 2).length,
    outOfOrder: indexes.filter((index) => log[index]?.envelope.id !== seen[index]?.envelope.id).length,
    unknown,
  };
}

/** Reads all events. Retries, because the last disturbance may still have an effect. */
async function wholeLog(store: EventStore): Promise<readonly StoredEvent[]> {
  for (;;) {
    try {
      return await allEvents(store);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await sleep(100);
    }
  }
}
