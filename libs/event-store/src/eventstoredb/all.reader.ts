import { setImmediate as nextTurn } from 'node:timers/promises';
import { comparePositions, type Position, type StoredEvent } from '@jalon/kernel';
import { UnknownPosition, type EventStore } from '../event-store.js';
import { PAGE_SIZE } from '../log.js';
import { given, wholeBefore } from '../whole-before.js';
import { NotReadable } from './faults.js';
import type { Recorded } from './recorded.js';
import type { Server } from './server.js';

export interface AllReader extends Pick<EventStore, 'readAll' | 'lastPosition'> {
  /** @throws UnknownPosition when none of the house's events lies there */
  requireKnown(position: Position): Promise<void>;
}

/** Positions as this server gives them: byte counts of its log, so they fit 63 bits. */
const POSITION = /^[1-9][0-9]{0,17}$/;

/** The house's streams in the order of their commits. */
export function createAllReader(server: Server, decode: (recorded: Recorded) => StoredEvent): AllReader {
  return {
    async requireKnown(position) {
      const [there] = await recordsFrom(server, position, 1);
      if (there?.position !== position) throw unknown(position);
    },

    async *readAll(after) {
      const end = await lastPosition();
      let page = await pageAfter(after);
      while (end !== null && page.length > 0) {
        const wanted = page.filter(({ position }) => comparePositions(position, end) <= 0);
        yield* given(wholeBefore(wanted, decode));
        const last = wanted.at(-1)?.position;
        if (last === undefined || last === end) return;
        await nextTurn();
        page = await pageAfter(last);
      }
    },

    lastPosition,
  };

  /** The first events behind the one at `after`, at most a page. */
  async function pageAfter(after: Position | null): Promise<readonly Recorded[]> {
    if (after === null) return server.readAll(null, 'forwards', PAGE_SIZE);
    const [there, ...page] = await recordsFrom(server, after, PAGE_SIZE + 1);
    if (there?.position !== after) throw unknown(after);
    return page;
  }

  async function lastPosition(): Promise<Position | null> {
    return (await server.readAll(null, 'backwards', 1))[0]?.position ?? null;
  }
}

/** The events that lie at `from` and behind it. @throws UnknownPosition when the server knows no such place */
export async function recordsFrom(server: Server, from: Position, count: number): Promise<readonly Recorded[]> {
  if (!POSITION.test(from)) throw unknown(from);
  try {
    return await server.readAll(from, 'forwards', count);
  } catch (error) {
    // In the middle of a record the server cannot read; if it reads elsewhere, then this is no place.
    if (!(error instanceof NotReadable)) throw error;
    await server.readAll(null, 'backwards', 1);
    throw unknown(from);
  }
}

export function unknown(position: Position): UnknownPosition {
  return new UnknownPosition(position);
}
