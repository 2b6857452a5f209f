import { setImmediate as nextTurn } from 'node:timers/promises';
import { comparePositions, type Position, type StoredEvent } from '@jalon/kernel';
import { PAGE_SIZE } from '../page.js';
import { recordsFrom, unknown } from './all.reader.js';
import type { Recorded } from './recorded.js';
import type { Server } from './server.js';

/** How many readings go on side by side. */
const LANES = 4;
const FIRST_PAGE = 16;

/**
 * The events at these positions, in the order given. Positions have gaps here, so nobody knows which follow each other:
 * each reading goes on from the first position that is still wanted, with a page that grows while it is full of wanted
 * events and shrinks while it is not. A dense list costs a few pages, a sparse one a small reading for each event.
 */
export async function readAt(
  server: Server,
  decode: (recorded: Recorded) => StoredEvent,
  positions: readonly Position[],
): Promise<readonly StoredEvent[]> {
  const wanted = [...new Set(positions)].sort(comparePositions);
  const found = new Map<Position, StoredEvent>();
  await Promise.all(lanesOf(wanted).map((lane) => readLane(server, lane, (at) => found.set(at.position, decode(at)))));
  return positions.map((position) => found.get(position) ?? fail(position));
}

async function readLane(server: Server, lane: readonly Position[], take: (recorded: Recorded) => void): Promise<void> {
  let size = FIRST_PAGE;
  let next = 0;
  while (next < lane.length) {
    const { rows } = await recordsFrom(server, lane[next] ?? '', Math.min(size, PAGE_SIZE));
    const before = next;
    for (const recorded of rows) {
      if (recorded.position !== lane[next]) continue;
      take(recorded);
      next += 1;
    }
    const hits = next - before;
    // The reading began at a position that was asked for, so nothing lies there.
    if (hits === 0) throw unknown(lane[next] ?? '');
    size = hits * 2 > rows.length ? size * 2 : hits * 2;
    await nextTurn();
  }
}

function lanesOf(wanted: readonly Position[]): readonly (readonly Position[])[] {
  const length = Math.max(FIRST_PAGE, Math.ceil(wanted.length / LANES));
  const lanes: (readonly Position[])[] = [];
  for (let start = 0; start < wanted.length; start += length) lanes.push(wanted.slice(start, start + length));
  return lanes;
}

function fail(position: Position): never {
  throw unknown(position);
}
