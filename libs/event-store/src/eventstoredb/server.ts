import { createCircuitBreaker } from '@jalon/circuit-breaker';
import type { Position, StreamName } from '@jalon/kernel';
import { StoreUnreachable } from '@jalon/ports';
import type { Page } from '../page.js';
import type { Direction } from '../stream-reader.js';
import { createAppendConnection, createByteSemaphore } from './append-connection.js';
import { AnswerTimeout, withTimeout } from './answer-timeout.js';
import { NotReadable, openClient, type ReadReq } from './client.js';
import {
  appendRequest,
  appendResultIn,
  readAllRequest,
  readRecordRequest,
  readStreamRequest,
  subscriptionRequest,
  type AppendResult,
} from './protocol.js';
import { read, subscribe, type SubscriptionBatch } from './read-calls.js';
import { bytesOf, type ProposedEvent, type RecordedEvent } from './recorded-event.js';

export interface ServerOptions {
  readonly url: string;
  /** Reads of `$all` find the events of streams whose name begins with one of these. */
  readonly prefixes: readonly string[];
  /** How long a call of a command may wait for the server's next message. */
  readonly idleTimeoutMs: number;
  /** Called with each new connection for appends: another server, or another log, may answer from then on. */
  readonly onConnected: () => void;
}

/** The requests that the adapter makes to the server. Each is answered in bounded time; errors are `StoreUnavailable`. */
export interface Server {
  /**
   * Records all the events, or none, right after revision `expected`.
   *
   * @throws AppendTooLarge when they are together larger than the server takes
   */
  append(stream: StreamName, events: readonly ProposedEvent[], expected: number | 'none'): Promise<AppendResult>;
  /** Whether the connection for appends that `onConnected` last announced is still open. */
  isConnected(): boolean;
  readStream: ReadStream;
  /** As `readStream`, but also while the circuit breaker is open: the outcome of an append is worth waiting for. */
  readStreamWithoutBreaker: ReadStream;
  /** From `from` on, or from the beginning of the log. */
  readAll(from: Position | null, count: number): Promise<Page<RecordedEvent>>;
  last(): Promise<RecordedEvent | null>;
  /** The last events, newest first, at most `count`. */
  newest(count: number): Promise<Page<RecordedEvent>>;
  /** Whether a record of any stream, also of the server's own, begins at a position. */
  hasRecordAt(position: Position): Promise<boolean>;
  subscribe(after: Position | null, signal: AbortSignal): AsyncGenerator<SubscriptionBatch>;
  close(): Promise<void>;
}

type ReadStream = (
  stream: StreamName,
  from: number | 'end',
  direction: Direction,
  count: number,
) => Promise<Page<RecordedEvent>>;

/** Enough for 64 writers of large events, and little enough to lose without harm. */
const MAX_BYTES_IN_FLIGHT = 4 * 1024 * 1024;

/** The least patience with pages of the whole log: a server that has just started needs seconds for its first ones. */
const LEAST_LOG_TIMEOUT_MS = 5_000;
/** Closing a connection needs no answer; one that is still being opened is not waited for. */
const CLOSED_WITHIN_MS = 1_000;
/** The share of the idle timeout that an append may take. The rest is for finding out what became of it. */
const APPEND_SHARE = 0.6;
/**
 * The server compares an append's deadline with its own clock, and would refuse every append of a machine whose clock is
 * behind. So the deadline sent is later; this process gives up at the real one.
 */
const MAX_CLOCK_DIFFERENCE_MS = 60_000;
/** A large append may take longer by its bytes over this rate, which is that of a slow line. */
const BYTES_PER_MS = 2_000;

export function openServer({ url, prefixes, idleTimeoutMs, onConnected }: ServerOptions): Server {
  const client = openClient(url);
  const appends = createAppendConnection(client, onConnected);
  const bytesInFlight = createByteSemaphore(MAX_BYTES_IN_FLIGHT);
  const readLast = () => read(client, readAllRequest(null, 'backwards', 1, prefixes), idleTimeoutMs);
  const breaker = createCircuitBreaker({
    probe: readLast,
    isLate: (error) => error instanceof AnswerTimeout,
    refusal: (late) => new StoreUnreachable('the event store has fallen silent', { cause: late }),
    reconnect: () => client.disconnect(),
  });
  const logTimeoutMs = Math.max(idleTimeoutMs, LEAST_LOG_TIMEOUT_MS);
  const guardedRead = (request: ReadReq, timeoutMs = idleTimeoutMs) =>
    breaker.run(() => read(client, request, timeoutMs));

  async function append(
    stream: StreamName,
    events: readonly ProposedEvent[],
    expected: number | 'none',
  ): Promise<AppendResult> {
    const bytes = events.reduce((sum, event) => sum + bytesOf(event), 0);
    const deadline = Date.now() + idleTimeoutMs * APPEND_SHARE + bytes / BYTES_PER_MS;
    const remainingMs = () => Math.max(1, deadline - Date.now());
    const release = await bytesInFlight.acquire(bytes, remainingMs());
    try {
      const request = appendRequest(stream, events, expected, new Date(deadline + MAX_CLOCK_DIFFERENCE_MS));
      return appendResultIn(await appends.send(request, remainingMs()));
    } finally {
      release();
    }
  }

  async function hasRecordAt(position: Position): Promise<boolean> {
    try {
      return (await guardedRead(readRecordRequest(position))).rows[0]?.position === position;
    } catch (error) {
      if (error instanceof NotReadable) return false;
      throw error;
    }
  }

  return {
    append: (stream, events, expected) => breaker.run(() => append(stream, events, expected)),
    isConnected: () => appends.isOpen(),
    readStream: (...args) => guardedRead(readStreamRequest(...args)),
    readStreamWithoutBreaker: (...args) =>
      breaker.run(() => read(client, readStreamRequest(...args), idleTimeoutMs * (1 - APPEND_SHARE)), {
        evenIfOpen: true,
      }),
    readAll: (from, count) => guardedRead(readAllRequest(from, 'forwards', count, prefixes), logTimeoutMs),
    last: async () => (await breaker.run(readLast)).rows[0] ?? null,
    newest: (count) => guardedRead(readAllRequest(null, 'backwards', count, prefixes), logTimeoutMs),
    hasRecordAt,
    subscribe: (after, signal) => subscribe(client, subscriptionRequest(after, prefixes), idleTimeoutMs, signal),
    async close() {
      breaker.stop();
      appends.close();
      await withTimeout(Math.min(idleTimeoutMs, CLOSED_WITHIN_MS), client.close()).catch(() => undefined);
    },
  };
}
