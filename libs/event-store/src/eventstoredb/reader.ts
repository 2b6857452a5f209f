import { setImmediate as nextTurn } from 'node:timers/promises';
import { comparePositions, type Position, type StoredEvent } from '@jalon/kernel';
import { type EventStore, UnknownPosition } from '@jalon/ports';
import { PAGE_SIZE, decodeUntilError, yieldThenThrow, type Page } from '../page.js';
import { NotReadable } from './client.js';
import type { RecordedEvent } from './recorded-event.js';
import type { Server } from './server.js';

/** Reads Jalon's streams in the order of their commits. */
export interface AllReader extends Pick<
  EventStore,
  'readAll' | 'readAt' | 'newest' | 'lastPosition' | 'eventsBetween'
> {
  /** @throws UnknownPosition when none of Jalon's events has this position */
  requireKnown(position: Position): Promise<void>;
}

/** Positions of this server are byte offsets in its log, so they fit in 63 bits. */
const POSITION = /^[1-9][0-9]{0,17}$/;

/** How many pages `eventsBetween` counts before it estimates the rest. */
const PAGES_COUNTED = 4;

/** @param decode throws CorruptEvent, UnknownEvent */
export function createAllReader(server: Server, decode: (recorded: RecordedEvent) => StoredEvent): AllReader {
  return {
    async requireKnown(position) {
      const [first] = (await readFrom(server, position, 1)).rows;
      if (first?.position !== position) throw new UnknownPosition(position);
    },

    async *readAll(after) {
      const end = await lastPosition();
      let page = await pageAfter(after);
      while (end !== null && page.rows.length > 0) {
        const rows = page.rows.filter(({ position }) => comparePositions(position, end) <= 0);
        yield* yieldThenThrow(decodeUntilError(rows, decode));
        const last = rows.at(-1)?.position;
        if (last === undefined || last === end) return;
        await nextTurn();
        page = await pageAfter(last);
      }
    },

    readAt: (positions) => readAt(server, decode, positions),
    newest: async (count) => decodeUntilError((await server.newest(Math.min(count, PAGE_SIZE))).rows, decode).events,
    lastPosition,
    eventsBetween,
  };

  async function eventsBetween(after: Position | null, until: Position): Promise<number> {
    let countedTo = after;
    let countedFrom = after;
    let count = 0;
    for (let pages = 0; pages < PAGES_COUNTED; pages += 1) {
      const { rows, full } = await pageAfter(countedTo);
      const between = rows.filter(({ position }) => comparePositions(position, until) <= 0);
      count += between.length;
      const last = between.at(-1)?.position;
      if (last === undefined || last === until || (between.length < PAGE_SIZE && !full)) return count;
      countedFrom ??= between[0]?.position ?? null;
      countedTo = last;
    }
    // The estimate assumes as many events per byte in the rest as in what was counted.
    const bytesTo = (position: Position | null) => Number(position) - Number(countedFrom);
    return Math.round((count * bytesTo(until)) / bytesTo(countedTo));
  }

  /** The first events after the one at `after`, at most a page. */
  async function pageAfter(after: Position | null): Promise<Page<RecordedEvent>> {
    if (after === null) return server.readAll(null, PAGE_SIZE);
    const { rows, full } = await readFrom(server, after, PAGE_SIZE + 1);
    if (rows[0]?.position !== after) throw new UnknownPosition(after);
    return { rows: rows.slice(1), full };
  }

  async function lastPosition(): Promise<Position | null> {
    return (await server.last())?.position ?? null;
  }
}

/** The events from `from` on. @throws UnknownPosition when the server knows no such position */
async function readFrom(server: Server, from: Position, count: number): Promise<Page<RecordedEvent>> {
  if (!POSITION.test(from)) throw new UnknownPosition(from);
  try {
    return await server.readAll(from, count);
  } catch (error) {
    // The server cannot read from the middle of a record. If it can read elsewhere, the position is not a record's.
    if (!(error instanceof NotReadable)) throw error;
    await server.last();
    throw new UnknownPosition(from);
  }
}

/** How many reads of `readAt` run side by side. */
const LANES = 4;
const FIRST_PAGE_SIZE = 16;

/**
 * The events at these positions, in the order given. Positions have gaps here, so it is not known which of them are
 * neighbours. Each read starts at the next requested position. The page doubles while more than half of it was requested,
 * and shrinks otherwise: a dense list costs a few pages, a sparse list one small read for each event.
 */
async function readAt(
  server: Server,
  decode: (recorded: RecordedEvent) => StoredEvent,
  positions: readonly Position[],
): Promise<readonly StoredEvent[]> {
  const sorted = [...new Set(positions)].sort(comparePositions);
  const found = new Map<Position, StoredEvent>();
  const keep = (recorded: RecordedEvent) => found.set(recorded.position, decode(recorded));
  await Promise.all(lanesOf(sorted).map((lane) => readLane(server, lane, keep)));
  return positions.map((position) => {
    const event = found.get(position);
    if (!event) throw new UnknownPosition(position);
    return event;
  });
}

async function readLane(
  server: Server,
  lane: readonly Position[],
  keep: (recorded: RecordedEvent) => void,
): Promise<void> {
  let size = FIRST_PAGE_SIZE;
  let next = 0;
  while (next < lane.length) {
    const { rows } = await readFrom(server, lane[next] ?? '', Math.min(size, PAGE_SIZE));
    const before = next;
    for (const recorded of rows) {
      if (recorded.position !== lane[next]) continue;
      keep(recorded);
      next += 1;
    }
    const hits = next - before;
    // The read started at a requested position, so it must have found at least that event.
    if (hits === 0) throw new UnknownPosition(lane[next] ?? '');
    size = hits * 2 > rows.length ? size * 2 : hits * 2;
    await nextTurn();
  }
}

function lanesOf(positions: readonly Position[]): readonly (readonly Position[])[] {
  const length = Math.max(FIRST_PAGE_SIZE, Math.ceil(positions.length / LANES));
  const lanes: (readonly Position[])[] = [];
  for (let start = 0; start < positions.length; start += length) lanes.push(positions.slice(start, start + length));
  return lanes;
}
