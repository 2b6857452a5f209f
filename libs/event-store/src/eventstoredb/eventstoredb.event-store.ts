import { CATEGORIES, notify, type StoredEvent } from '@jalon/kernel';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import type { EventRegistry } from '../event-registry.js';
import { readStream, type ReadStreamPage } from '../stream-reader.js';
import { INSTALLATION_STREAM, installationRecord } from './installation.js';
import { createAppender, createHeadCache } from './appender.js';
import { createAllReader } from './reader.js';
import { decodeRecorded, type RecordedEvent } from './recorded-event.js';
import { openServer } from './server.js';
import { createSubscriber, type SubscriptionState } from './subscriber.js';

export interface EventStoreDbOptions {
  /** `esdb://`, `esdb+discover://` or `kurrentdb://`, with credentials if the server requires them. */
  readonly url: string;
  readonly registry: EventRegistry;
  /** How long a call may wait for the server's next message before it throws `StoreUnavailable`; 5 s by default. */
  readonly idleTimeoutMs?: number;
  /** Reads of `$all` find streams whose name begins with one of these; by default, with one of Jalon's categories. */
  readonly prefixes?: readonly string[];
  /** The stream that holds the installation's record; only specs that share a server name another. */
  readonly installationStream?: string;
  /** Called after each acknowledged append with 1 (appends are not batched) and its duration in seconds. */
  readonly onAppendBatch?: (appends: number, seconds: number) => void;
  /** Called when a subscription becomes live, and with each fault that ends one. */
  readonly onSubscription?: (state: SubscriptionState) => void;
}

const IDLE_TIMEOUT_MS = 5_000;

/**
 * Opens the event store in EventStoreDB 22.10 or later, or KurrentDB, for more than one machine. Opening does not connect.
 * While the server is away every call fails in bounded time, and the first call after it is back succeeds.
 *
 * @throws Error when the connection string is invalid
 */
export function openEventStoreDb(options: EventStoreDbOptions): EventStore {
  const { url, registry, idleTimeoutMs = IDLE_TIMEOUT_MS, prefixes = categoryPrefixes() } = options;
  const headCache = createHeadCache();
  const server = openServer({ url, prefixes, idleTimeoutMs, onConnected: headCache.clear });
  const decode = (recorded: RecordedEvent): StoredEvent => decodeRecorded(registry, recorded);
  const reader = createAllReader(server, decode);
  const appender = createAppender({ server, registry, headCache, decode });
  const installation = installationRecord(server, options.installationStream ?? INSTALLATION_STREAM);
  const subscriber = createSubscriber({
    server,
    reader,
    decode,
    ...(options.onSubscription && { onState: options.onSubscription }),
  });
  const pendingCalls = new Set<Promise<unknown>>();
  const closing = new AbortController();

  const requireOpen = (): void => {
    if (closing.signal.aborted) throw new StoreUnavailable('the event store is closed');
  };

  /** Refuses a call after `close`, which waits for calls that were made before. */
  async function whileOpen<T>(work: () => Promise<T>): Promise<T> {
    requireOpen();
    const call = work();
    pendingCalls.add(call);
    return call.finally(() => pendingCalls.delete(call));
  }

  async function* pagesWhileOpen<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
    requireOpen();
    for await (const page of pages) {
      yield page;
      requireOpen();
    }
    requireOpen();
  }

  const readStreamPage: ReadStreamPage<RecordedEvent> = (...args) => whileOpen(() => server.readStream(...args));

  function decodeAndCacheHead(recorded: RecordedEvent): StoredEvent {
    const event = decode(recorded);
    headCache.add(event);
    return event;
  }

  async function append(...[stream, drafts, head, traceparent]: Parameters<EventStore['append']>) {
    await installation.requireInService();
    return appender.append(stream, drafts, head, traceparent);
  }

  return {
    installation: {
      read: () => whileOpen(() => installation.read()),
      name: (name) => whileOpen(() => installation.name(name)),
      write: (record) => whileOpen(() => installation.write(record)),
    },
    async append(...given) {
      const started = performance.now();
      const stored = await whileOpen(() => append(...given));
      notify(options.onAppendBatch, 1, (performance.now() - started) / 1_000);
      return stored;
    },
    readStream: (stream, readOptions = {}) => readStream(readStreamPage, decodeAndCacheHead, stream, readOptions),
    readAll: (after) => pagesWhileOpen(reader.readAll(after)),
    readAt: (positions) => whileOpen(() => reader.readAt(positions)),
    newest: (count) => whileOpen(() => reader.newest(count)),
    subscribeAll: (after, signal) =>
      pagesWhileOpen(subscriber.subscribeAll(after, AbortSignal.any([signal, closing.signal]))),
    eventsBetween: (after, until) => whileOpen(() => reader.eventsBetween(after, until)),
    lastPosition: () => whileOpen(() => reader.lastPosition()),
    async close() {
      closing.abort();
      await Promise.allSettled(pendingCalls);
      await server.close();
    },
  };
}

/** The beginnings of the names of all of Jalon's streams. */
export function categoryPrefixes(): readonly string[] {
  return CATEGORIES.map((category) => `${category}-`);
}
