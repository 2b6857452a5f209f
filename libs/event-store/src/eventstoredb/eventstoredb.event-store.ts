import { CATEGORIES, notify, type StoredEvent } from '@jalon/kernel';
import type { EventRegistry } from '../event-registry.js';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import { readStreamOf, type StreamSource } from '../stream.reader.js';
import { createAllReader } from './all.reader.js';
import { createAppender } from './appender.js';
import { readAt } from './at.reader.js';
import { createKnownHeads } from './known-heads.js';
import { decodeRecorded, type Recorded } from './recorded.js';
import { openServer } from './server.js';
import { createSubscriber, type SubscriptionState } from './subscriber.js';

export interface EventStoreDbOptions {
  /** `esdb://`, `esdb+discover://` or `kurrentdb://`, with credentials where the server wants some. */
  readonly url: string;
  readonly registry: EventRegistry;
  /** How long the server may let a call wait for its next word before `StoreUnavailable`. */
  readonly patienceMs?: number;
  /** The streams that `$all` is looked through for, by the beginnings of their names: the house's categories by default. */
  readonly prefixes?: readonly string[];
  /** Told of each append that was acknowledged, by itself and in how many seconds. */
  readonly onAppendBatch?: (appends: number, seconds: number) => void;
  /** Told whenever a subscription becomes live, and of each fault that ends one. */
  readonly onSubscription?: (state: SubscriptionState) => void;
}

/** An answer, yes or no, within a second. */
const PATIENCE_MS = 900;

/**
 * The event store in EventStoreDB 22.10 or later, or KurrentDB: for more than one machine. Opening connects to nothing:
 * while the server is away every call says so in bounded time, and the first one after it is back is answered.
 *
 * @throws Error when the URL is none
 */
export function openEventStoreDb(options: EventStoreDbOptions): EventStore {
  const { url, registry, patienceMs = PATIENCE_MS, prefixes = CATEGORIES.map((category) => `${category}-`) } = options;
  const heads = createKnownHeads();
  const server = openServer({ url, prefixes, patienceMs, onConnected: heads.forgetAll });
  const decode = (recorded: Recorded): StoredEvent => decodeRecorded(registry, recorded);
  const reader = createAllReader(server, decode);
  const appender = createAppender({ server, registry, heads, decode });
  const subscriber = createSubscriber({
    server,
    reader,
    decode,
    ...(options.onSubscription && { onState: options.onSubscription }),
  });
  const underWay = new Set<Promise<unknown>>();
  const closing = new AbortController();

  const requireOpen = (): void => {
    if (closing.signal.aborted) throw new StoreUnavailable('the event store is closed');
  };

  async function opened<T>(work: () => Promise<T>): Promise<T> {
    requireOpen();
    const working = work();
    underWay.add(working);
    return working.finally(() => underWay.delete(working));
  }

  async function* openedPages<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
    requireOpen();
    for await (const page of pages) {
      yield page;
      requireOpen();
    }
    requireOpen();
  }

  const source: StreamSource<Recorded> = {
    streamRows: (...asked) => opened(() => server.readStream(...asked)),
  };

  function seen(recorded: Recorded): StoredEvent {
    const event = decode(recorded);
    heads.saw(event);
    return event;
  }

  return {
    async append(stream, drafts, head, traceparent) {
      const begun = performance.now();
      const stored = await opened(() => appender.append(stream, drafts, head, traceparent));
      notify(options.onAppendBatch, 1, (performance.now() - begun) / 1_000);
      return stored;
    },
    readStream: (stream, streamOptions = {}) => readStreamOf(source, seen, stream, streamOptions),
    readAll: (after) => openedPages(reader.readAll(after)),
    readAt: (positions) => opened(() => readAt(server, decode, positions)),
    newest: (count) => opened(() => reader.newest(count)),
    subscribeAll: (after, signal) =>
      openedPages(subscriber.subscribeAll(after, AbortSignal.any([signal, closing.signal]))),
    eventsBetween: (after, until) => opened(() => reader.eventsBetween(after, until)),
    lastPosition: () => opened(() => reader.lastPosition()),
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
      await server.close();
    },
  };
}
