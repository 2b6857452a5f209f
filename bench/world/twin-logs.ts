import { join } from 'node:path';
import type { EventStore } from '@jalon/ports';
import { createEventRegistry } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { events } from '@jalon/engine';
import type { Envelope } from '@jalon/kernel';
import { storeCopies } from './copies.js';
import type { LogFold } from './folds.js';
import { openRawLog, type RawLog } from './raw-log.js';
import { rawRows } from './raw-rows.js';
import { missionOf } from './recorded-mission.js';

export const MISSION_LENGTH = 10;
/** So many missions are made at once: what is kept of them until they are in both logs stays small. */
const AT_ONCE = 1_000;

/** The same missions in our event store and in a raw log. */
export interface TwinLogs {
  readonly store: EventStore;
  readonly raw: RawLog;
  /** Events in each. */
  readonly count: number;
  close(): Promise<void>;
}

export async function twinLogs(folder: string, missions: number): Promise<TwinLogs> {
  const mission = await missionOf(folder, MISSION_LENGTH);
  const store = openSqliteEventStore({ file: join(folder, 'ours.sqlite'), registry: createEventRegistry(events) });
  const raw = openRawLog(join(folder, 'raw.sqlite'));
  for (let made = 0; made < missions; made += AT_ONCE) {
    const copies = await storeCopies(store, mission.events, Math.min(AT_ONCE, missions - made));
    raw.append(copies.flatMap((copy, index) => rawRows(copy, made + index)));
  }
  const close = async () => {
    await store.close();
    raw.close();
  };
  return { store, raw, count: missions * MISSION_LENGTH, close };
}

/** The least that reading a log's events takes: a scan and JSON.parse. */
export function foldBodies(bodies: Iterable<string>, { add }: LogFold): void {
  let position = 0;
  for (const body of bodies) {
    position += 1;
    add({ envelope: JSON.parse(body) as Envelope, body, position: String(position), hash: '' });
  }
}
