import { existsSync, fsyncSync, openSync, closeSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EventStore, Head } from '@jalon/ports';
import { createEventRegistry } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { events } from '@jalon/engine';
import type { StoredEvent, StreamName } from '@jalon/kernel';
import { headAt, storeCopies } from './copies.js';

/** A store that holds many missions, and where some of them end, spread evenly over it. */
export interface LongLog {
  readonly store: EventStore;
  readonly ends: readonly StreamEnd[];
}

export interface StreamEnd {
  readonly stream: StreamName;
  /** Moves with what is appended. */
  head: Head;
}

/** What an event of a mission takes on the disk, with its indexes and the log of what is being written, and some more. */
const BYTES_AN_EVENT = 1_600;
const AT_ONCE = 100;

/**
 * Fills a new store through its own appends, so that nothing lies in it that was not checked, with copies of `history` in
 * streams of their own: `count` events in all.
 *
 * @param kept how many missions to remember the ends of, at most
 * @throws Error when the disk has no room for it
 */
export async function longLog(
  file: string,
  history: readonly StoredEvent[],
  count: number,
  kept: number,
): Promise<LongLog> {
  requireRoom(file, count);
  const store = openSqliteEventStore({ file, registry: createEventRegistry(events) });
  const missions = Math.floor(count / history.length);
  const every = Math.max(1, Math.floor(missions / kept));
  const ends: StreamEnd[] = [];
  for (let made = 0; made < missions; made += AT_ONCE) {
    const copies = await storeCopies(store, history, Math.min(AT_ONCE, missions - made));
    copies.forEach((copy, index) => {
      const last = copy.at(-1);
      if (!last || (made + index) % every > 0 || ends.length === kept) return;
      ends.push({ stream: last.envelope.stream, head: headAt(last) });
    });
  }
  rest(file);
  return { store, ends };
}

function requireRoom(file: string, count: number): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  const needed = count * BYTES_AN_EVENT;
  if (bavail * bsize >= needed) return;
  throw new Error(`${count} events take about ${Math.ceil(needed / 1e9)} GB, more than is free here: see --events`);
}

/** Lets the disk finish what the filling left to it, so that it does not fall into what is measured. */
function rest(file: string): void {
  for (const path of [file, `${file}-wal`].filter((each) => existsSync(each))) {
    const handle = openSync(path, 'r+');
    fsyncSync(handle);
    closeSync(handle);
  }
}
