import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position, StoredEvent } from '@jalon/kernel';
import { CorruptEvent, type EventStore, UnknownPosition } from '@jalon/ports';
import { decodeRow, type StoredRow } from './event.codec.js';
import type { EventRegistry } from './event-registry.js';
import { PAGE_SIZE, decodeUntilError, yieldThenThrow, type Page } from './page.js';
import { readStream, type ReadStreamPage } from './stream-reader.js';

/** What the SQLite and memory adapters provide to be read from: a log whose positions count up from 1 without gaps. */
export interface Log {
  /** At most `limit` rows after `position`, in order. */
  rowsAfter(position: number, limit: number): Page<StoredRow>;
  /** At most `limit` of the last rows, newest first. */
  newestRows(limit: number): Page<StoredRow>;
  readonly streamRows: (...args: Parameters<ReadStreamPage<StoredRow>>) => Page<StoredRow>;
  /** 0 in an empty log. */
  lastPosition(): number;
}

/** Wakes the subscriptions that wait at the end of the log. */
export interface CommitNotifier {
  /** Called after each commit of this process, and when the store is closed. */
  notify(): void;
  /** Resolves at the next `notify`, after `milliseconds`, or when `signal` aborts, whichever comes first. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export function createCommitNotifier(): CommitNotifier {
  const commits = new EventEmitter().setMaxListeners(0);
  return {
    notify: commits.emit.bind(commits, 'commit'),
    wait(milliseconds, signal) {
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          commits.off('commit', wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        signal.addEventListener('abort', wake);
        commits.on('commit', wake);
        if (signal.aborted) wake();
      });
    },
  };
}

/** The reading half of an event store. */
export type LogReader = Omit<EventStore, 'append' | 'close' | 'installation'>;

/** How often a subscription looks for commits of other processes. The port promises 100 ms. */
const POLL_INTERVAL_MS = 40;

const POSITION = /^[1-9][0-9]{0,14}$/;

export function createLogReader(log: Log, registry: EventRegistry, notifier: CommitNotifier): LogReader {
  const decode = (row: StoredRow): StoredEvent => decodeRow(registry, row);

  const pageAfter = (position: number, limit: number) => decodeUntilError(rowsAfter(log, position, limit), decode);

  return {
    readStream: (stream, options = {}) => readStream(log.streamRows, decode, stream, options),

    async *readAll(after) {
      let position = startAfter(log, after);
      const end = log.lastPosition();
      while (position < end) {
        const page = pageAfter(position, end - position);
        position += page.events.length;
        yield* yieldThenThrow(page);
        await nextTurn();
      }
    },

    async readAt(positions) {
      const last = log.lastPosition();
      const numbers = positions.map((position) => numberOf(position, last));
      const events: StoredEvent[] = [];
      let readInThisTurn = 0;
      for (const { first, length } of runsOf(numbers)) {
        if (readInThisTurn + length > PAGE_SIZE) {
          await nextTurn();
          readInThisTurn = 0;
        }
        for (let read = 0; read < length;) {
          const rows = [...rowsAfter(log, first - 1 + read, length - read)];
          for (const row of rows) events.push(decode(row));
          read += rows.length;
        }
        readInThisTurn += length;
      }
      return events;
    },

    newest: async (count) => decodeUntilError(log.newestRows(Math.min(count, PAGE_SIZE)).rows, decode).events,

    async *subscribeAll(after, signal) {
      let position = startAfter(log, after);
      while (!signal.aborted) {
        const page = pageAfter(position, PAGE_SIZE);
        position += page.events.length;
        yield* yieldThenThrow(page);
        // Nothing is awaited between reading an empty page and waiting, so no notification is missed in between.
        if (page.events.length === 0) await notifier.wait(POLL_INTERVAL_MS, signal);
        else await nextTurn();
      }
    },

    async eventsBetween(after, until) {
      return Math.max(0, Number(until) - Number(after ?? 0));
    },

    async lastPosition() {
      const position = log.lastPosition();
      return position === 0 ? null : String(position);
    },
  };
}

function startAfter(log: Log, after: Position | null): number {
  return after === null ? 0 : numberOf(after, log.lastPosition());
}

/** @throws UnknownPosition when no event has this position */
function numberOf(position: Position, last: number): number {
  if (POSITION.test(position) && Number(position) <= last) return Number(position);
  throw new UnknownPosition(position);
}

interface Run {
  readonly first: number;
  readonly length: number;
}

/** Groups consecutive positions, at most a page in each group, so that each group is one read. */
function runsOf(positions: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const position of positions) {
    const run = runs.at(-1);
    if (run && position === run.first + run.length && run.length < PAGE_SIZE) {
      runs[runs.length - 1] = { ...run, length: run.length + 1 };
    } else runs.push({ first: position, length: 1 });
  }
  return runs;
}

/**
 * At most `limit` of the rows committed so far after `position`, and at least one if there is one. Positions have no gaps,
 * so a row that was removed is noticed.
 *
 * @throws CorruptEvent when a row is missing
 */
function* rowsAfter(log: Log, position: number, limit: number): Generator<StoredRow> {
  const count = Math.min(limit, PAGE_SIZE, log.lastPosition() - position);
  const { rows, full } = log.rowsAfter(position, count);
  for (let index = 0; index < (full ? rows.length : count); index += 1) {
    const row = rows[index];
    const expected = position + 1 + index;
    if (row?.position !== expected) throw new CorruptEvent('MISSING', { position: String(expected) });
    yield row;
  }
}
