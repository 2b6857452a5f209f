import type { Position, StreamName } from '@jalon/kernel';
import type { Page } from '../page.js';
import { createAppendLine } from './append.line.js';
import { createByteBudget } from './byte-budget.js';
import { openClient, type ReadReq } from './client.js';
import { NotReadable } from './faults.js';
import { read } from './reads.js';
import type { Proposed, Recorded } from './recorded.js';
import {
  appendRequest,
  readAllRequest,
  readRecordRequest,
  readStreamRequest,
  subscriptionRequest,
  type Direction,
} from './requests.js';
import { appendedIn, type Appended } from './responses.js';
import { createSilence } from './silence.js';
import { subscription, type Pushed } from './subscription.js';
import { within } from './time-limit.js';

export interface ServerOptions {
  readonly url: string;
  /** What `$all` is looked through for: the beginnings of stream names. */
  readonly prefixes: readonly string[];
  /** How long the server may let a command's call wait for its next word. */
  readonly patienceMs: number;
  /** Told of each connection for appends: another server, or another log, may answer from then on. */
  readonly onConnected: () => void;
}

/** The server, asked in the adapter's own words. Every answer comes in bounded time; a fault is StoreUnavailable. */
export interface Server {
  /** Records all the events, or none, right after `expected`. @throws AppendTooLarge when they are, together */
  append(stream: StreamName, events: readonly Proposed[], expected: number | 'none'): Promise<Appended>;
  /** Whether the connection for appends stands that `onConnected` was told of last. */
  isConnected(): boolean;
  readStream(stream: StreamName, from: number | 'end', direction: Direction, count: number): Promise<Page<Recorded>>;
  /** Of the streams that are looked for, from `from` on, or from the first. Waited for longer than what a command asks. */
  readAll(from: Position | null, count: number): Promise<Page<Recorded>>;
  /** The last record of the streams that are looked for. */
  last(): Promise<Recorded | null>;
  /** At most `count` of their last records, newest first, waited for as long. */
  newest(count: number): Promise<Page<Recorded>>;
  /** Whether a record begins at a position, whosever it is. */
  hasRecordAt(position: Position): Promise<boolean>;
  subscribe(after: Position | null, signal: AbortSignal): AsyncGenerator<Pushed>;
  /** A stream that is read whatever is known of the server: how an append ended is worth waiting for. */
  insist: Pick<Server, 'readStream'>;
  close(): Promise<void>;
}

/** Enough for 64 writers of large events, and little enough to be lost without harm. */
const MOST_BYTES_UNDER_WAY = 4 * 1024 * 1024;

/**
 * How much longer a page of the whole log is waited for. No command waits for one, and a server that has just started was
 * seen to need two seconds for its first ones side by side: taken for silence, that would refuse the commands as well.
 */
const LOG_PATIENCE = 5;
/** What of the patience an append may take; the rest is for finding out what became of it. */
const APPENDING = 0.6;
/**
 * The server compares an append's deadline with its own clock, and refuses all of them from a machine whose clock is behind.
 * So it is given a generous one: that nobody waits any more for what is late is seen to here.
 */
const CLOCKS_APART_MS = 60_000;
/** What a slow line carries: a large append may take so much longer. */
const BYTES_A_MS = 2_000;

export function openServer({ url, prefixes, patienceMs, onConnected }: ServerOptions): Server {
  const client = openClient(url);
  const appends = createAppendLine(client, onConnected);
  const budget = createByteBudget(MOST_BYTES_UNDER_WAY);
  const last = () => read(client, readAllRequest(null, 'backwards', 1, prefixes), patienceMs);
  const silence = createSilence(last, () => client.leave());
  const asked = (request: ReadReq, milliseconds = patienceMs) =>
    silence.unlessSilent(() => read(client, request, milliseconds));

  async function append(stream: StreamName, events: readonly Proposed[], expected: number | 'none'): Promise<Appended> {
    const bytes = sizeOf(events);
    const until = Date.now() + patienceMs * APPENDING + bytes / BYTES_A_MS;
    const left = () => Math.max(1, until - Date.now());
    const giveBack = await budget.take(bytes, left());
    try {
      const request = appendRequest(stream, events, expected, new Date(until + CLOCKS_APART_MS));
      return appendedIn(await appends.send(request, left()));
    } finally {
      giveBack();
    }
  }

  async function hasRecordAt(position: Position): Promise<boolean> {
    try {
      return (await asked(readRecordRequest(position))).rows[0]?.position === position;
    } catch (error) {
      if (error instanceof NotReadable) return false;
      throw error;
    }
  }

  return {
    append: (stream, events, expected) => silence.unlessSilent(() => append(stream, events, expected)),
    isConnected: () => appends.stands(),
    readStream: (...which) => asked(readStreamRequest(...which)),
    readAll: (from, count) => asked(readAllRequest(from, 'forwards', count, prefixes), patienceMs * LOG_PATIENCE),
    last: async () => (await silence.unlessSilent(last)).rows[0] ?? null,
    newest: (count) => asked(readAllRequest(null, 'backwards', count, prefixes), patienceMs * LOG_PATIENCE),
    hasRecordAt,
    subscribe: (after, signal) => subscription(client, subscriptionRequest(after, prefixes), patienceMs, signal),
    insist: {
      readStream: (...which) => read(client, readStreamRequest(...which), patienceMs * (1 - APPENDING)),
    },
    async close() {
      silence.close();
      appends.close();
      await within(patienceMs, client.close()).catch(() => undefined);
    },
  };
}

function sizeOf(events: readonly Proposed[]): number {
  return events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
}
