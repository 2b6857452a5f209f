import { setImmediate as nextTurn } from 'node:timers/promises';
import { comparePositions, type Position, type StoredEvent } from '@jalon/kernel';
import { type EventStore, UnknownPosition } from '@jalon/ports';
import { PAGE_SIZE, type Page } from '../page.js';
import { given, wholeBefore } from '../whole-before.js';
import { NotReadable } from './faults.js';
import type { Recorded } from './recorded.js';
import type { Server } from './server.js';

export interface AllReader extends Pick<EventStore, 'readAll' | 'newest' | 'lastPosition' | 'eventsBetween'> {
  /** @throws UnknownPosition when none of the house's events lies there */
  requireKnown(position: Position): Promise<void>;
}

/** Positions as this server gives them: byte counts of its log, so they fit 63 bits. */
const POSITION = /^[1-9][0-9]{0,17}$/;

/** What a glance at the lag may cost. */
const PAGES_COUNTED = 4;

/** The house's streams in the order of their commits. */
export function createAllReader(server: Server, decode: (recorded: Recorded) => StoredEvent): AllReader {
  return {
    async requireKnown(position) {
      const [there] = (await recordsFrom(server, position, 1)).rows;
      if (there?.position !== position) throw unknown(position);
    },

    async *readAll(after) {
      const end = await lastPosition();
      let page = await pageAfter(after);
      while (end !== null && page.rows.length > 0) {
        const wanted = page.rows.filter(({ position }) => comparePositions(position, end) <= 0);
        yield* given(wholeBefore(wanted, decode));
        const last = wanted.at(-1)?.position;
        if (last === undefined || last === end) return;
        await nextTurn();
        page = await pageAfter(last);
      }
    },

    newest: async (count) => wholeBefore((await server.newest(Math.min(count, PAGE_SIZE))).rows, decode).events,
    lastPosition,
    eventsBetween,
  };

  async function eventsBetween(after: Position | null, until: Position): Promise<number> {
    let place = after;
    let begin = after;
    let count = 0;
    for (let pages = 0; pages < PAGES_COUNTED; pages += 1) {
      const { rows, full } = await pageAfter(place);
      const wanted = rows.filter(({ position }) => comparePositions(position, until) <= 0);
      count += wanted.length;
      const last = wanted.at(-1)?.position;
      if (last === undefined || last === until || (wanted.length < PAGE_SIZE && !full)) return count;
      begin ??= wanted[0]?.position ?? null;
      place = last;
    }
    // The rest is taken to be as dense as what was counted.
    const bytesTo = (position: Position | null) => Number(position) - Number(begin);
    return Math.round((count * bytesTo(until)) / bytesTo(place));
  }

  /** The first events behind the one at `after`, at most a page. */
  async function pageAfter(after: Position | null): Promise<Page<Recorded>> {
    if (after === null) return server.readAll(null, PAGE_SIZE);
    const { rows, full } = await recordsFrom(server, after, PAGE_SIZE + 1);
    if (rows[0]?.position !== after) throw unknown(after);
    return { rows: rows.slice(1), full };
  }

  async function lastPosition(): Promise<Position | null> {
    return (await server.last())?.position ?? null;
  }
}

/** The events that lie at `from` and behind it. @throws UnknownPosition when the server knows no such place */
export async function recordsFrom(server: Server, from: Position, count: number): Promise<Page<Recorded>> {
  if (!POSITION.test(from)) throw unknown(from);
  try {
    return await server.readAll(from, count);
  } catch (error) {
    // In the middle of a record the server cannot read; if it reads elsewhere, then this is no place.
    if (!(error instanceof NotReadable)) throw error;
    await server.last();
    throw unknown(from);
  }
}

export function unknown(position: Position): UnknownPosition {
  return new UnknownPosition(position);
}
