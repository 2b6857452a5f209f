import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError, type EventStore, StoreUnavailable } from '@jalon/ports';
import type { StoredEvent, StreamName } from '@jalon/kernel';
import { v7 } from 'uuid';
import { all, allEvents, draftOf, headOf } from './event-store.drafts.js';

/** What became of the writing, while somebody shook the store. */
export interface ChaosResult {
  readonly acknowledged: number;
  /** Acknowledged, and not stored. */
  readonly lost: number;
  /** Commands stored more than once. */
  readonly duplicated: number;
  /** Events that a subscriber saw at another place than the log has them, twice or not at all. */
  readonly outOfOrder: number;
  /** Appends whose outcome the store could not tell at once. */
  readonly unknown: number;
}

export interface ChaosOptions {
  readonly store: EventStore;
  /** One each writes to its own. */
  readonly streams: readonly StreamName[];
  /** Does harm, and mends it; the writing goes on for as long. */
  readonly disturb: () => Promise<void>;
}

/** Commands given as handlers give them, under ids that are kept until they are answered, while the store is shaken. */
export async function runChaos({ store, streams, disturb: shake }: ChaosOptions): Promise<ChaosResult> {
  const acknowledged: string[] = [];
  const seen: StoredEvent[] = [];
  const stop = new AbortController();
  let shaking = true;
  let unknown = 0;

  const subscribed = (async () => {
    for await (const page of store.subscribeAll(null, stop.signal)) seen.push(...page);
  })();

  async function write(stream: StreamName): Promise<void> {
    while (shaking) {
      const commandId = v7();
      while (!(await give(stream, commandId))) await sleep(5);
      acknowledged.push(commandId);
    }
  }

  /** Whether the command is known to be stored. */
  async function give(stream: StreamName, commandId: string): Promise<boolean> {
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
  await shake();
  // On a busy machine little may have been written by then: each writes on for two commands or so.
  for (let waited = 0; acknowledged.length < 2 * streams.length && waited < 20_000; waited += 20) await sleep(20);
  shaking = false;
  await writing;

  const log = await wholeLog(store);
  for (let waited = 0; seen.length < log.length && waited < 20_000; waited += 20) await sleep(20);
  stop.abort();
  await subscribed;
  const times = new Map<string, number>();
  for (const { envelope } of log) times.set(envelope.commandId, (times.get(envelope.commandId) ?? 0) + 1);
  const places = Array.from({ length: Math.max(log.length, seen.length) }, (_, place) => place);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !times.has(id)).length,
    // Each is of two events.
    duplicated: [...times.values()].filter((count) => count !== 2).length,
    outOfOrder: places.filter((place) => log[place]?.envelope.id !== seen[place]?.envelope.id).length,
    unknown,
  };
}

/** What is stored, once the store says it: what shook it may still be felt. */
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
