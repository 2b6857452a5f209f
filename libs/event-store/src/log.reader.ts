import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position, StoredEvent } from '@jalon/kernel';
import type { Doorbell } from './doorbell.js';
import { decodeRow, type StoredRow } from './event.codec.js';
import type { EventRegistry } from './event-registry.js';
import { CorruptEvent, type EventStore, UnknownPosition } from '@jalon/ports';
import type { Log } from './log.js';
import { PAGE_SIZE } from './page.js';
import { readStreamOf } from './stream.reader.js';
import { given, wholeBefore } from './whole-before.js';

/** How often to look for what other processes have committed; our own commits ring. The port promises 100 ms. */
const LOOK_EVERY_MS = 40;

const POSITION = /^[1-9][0-9]{0,14}$/;

/** The reading half of an event store, over an embedded log. */
export function createLogReader(log: Log, registry: EventRegistry, bell: Doorbell): LogReader {
  const decode = (row: StoredRow): StoredEvent => decodeRow(registry, row);

  const pageBehind = (position: number, wanted: number) => wholeBefore(rowsBehind(log, position, wanted), decode);

  return {
    readStream: (stream, options = {}) => readStreamOf(log, decode, stream, options),

    async *readAll(after) {
      let position = startOf(log, after);
      const end = log.lastPosition();
      while (position < end) {
        const page = pageBehind(position, end - position);
        position += page.events.length;
        yield* given(page);
        await nextTurn();
      }
    },

    async readAt(positions) {
      const last = log.lastPosition();
      const wanted = positions.map((position) => numberOf(position, last));
      const events: StoredEvent[] = [];
      let held = 0;
      for (const { first, length } of runsOf(wanted)) {
        if (held + length > PAGE_SIZE) {
          await nextTurn();
          held = 0;
        }
        for (let read = 0; read < length;) {
          const rows = [...rowsBehind(log, first - 1 + read, length - read)];
          for (const row of rows) events.push(decode(row));
          read += rows.length;
        }
        held += length;
      }
      return events;
    },

    newest: async (count) => wholeBefore(log.newestRows(Math.min(count, PAGE_SIZE)).rows, decode).events,

    async *subscribeAll(after, signal) {
      let position = startOf(log, after);
      while (!signal.aborted) {
        const page = pageBehind(position, PAGE_SIZE);
        position += page.events.length;
        yield* given(page);
        // Nothing is awaited between this look and the wait, so no ring falls between them.
        if (page.events.length === 0) await bell.heard(LOOK_EVERY_MS, signal);
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

export type LogReader = Omit<EventStore, 'append' | 'close'>;

function startOf(log: Log, after: Position | null): number {
  return after === null ? 0 : numberOf(after, log.lastPosition());
}

/** @throws UnknownPosition for one at which no event lies */
function numberOf(position: Position, last: number): number {
  if (POSITION.test(position) && Number(position) <= last) return Number(position);
  throw new UnknownPosition(position);
}

interface Run {
  readonly first: number;
  readonly length: number;
}

/** Positions that follow each other are read together, a page at most. */
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
 * The next page of what was committed when it is asked for, `wanted` rows at most and one at least where there is one.
 * Positions have no gaps, so a row that was removed is noticed.
 */
function* rowsBehind(log: Log, position: number, wanted: number): Generator<StoredRow> {
  const count = Math.min(wanted, PAGE_SIZE, log.lastPosition() - position);
  const { rows, full } = log.rowsAfter(position, count);
  for (let index = 0; index < (full ? rows.length : count); index += 1) {
    const row = rows[index];
    const expected = position + 1 + index;
    if (row?.position !== expected) throw new CorruptEvent(`the event at position ${expected} is missing`);
    yield row;
  }
}
