import { join } from 'node:path';
import { createEventRegistry } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { events } from '@jalon/engine';
import type { Bench } from './harness/bench.js';
import { clients, oneAfterTheOther } from './harness/clients.js';
import { missionWriter } from './fixtures/mission-writer.js';
import { openRawLog } from './fixtures/raw-log.js';
import { rowsOfWriters } from './fixtures/raw-rows.js';
import { missionOf } from './fixtures/recorded-mission.js';

const MISSION_LENGTH = 100;

/** Durable appends of one event each (checked, encoded, hashed and chained), compared with bare rows of the same bytes. */
export function appendBench(count: number): Bench {
  return {
    name: `append-${count}`,
    unit: 'events made durable',
    ours: `${count} client${count > 1 ? 's' : ''} of the event store, one event an append, each waiting for its answer`,
    raw: `better-sqlite3, ${count} row${count > 1 ? 's' : ''} of the same size a transaction, synchronous=FULL`,

    async open({ folder }) {
      const mission = await missionOf(folder, MISSION_LENGTH);
      const registry = createEventRegistry(events);
      const store = openSqliteEventStore({ file: join(folder, 'ours.sqlite'), registry });
      const raw = openRawLog(join(folder, 'raw.sqlite'));
      const writers = Array.from({ length: count }, () => missionWriter(store, mission.events));
      const nextRows = rowsOfWriters(count, mission.events);
      let stored = 0;
      let written = 0;

      return {
        async ours(slice) {
          const appended = await clients(count, slice, (client) => (writers[client] as () => Promise<void>)());
          stored += appended;
          return appended;
        },
        raw(slice) {
          const rows = oneAfterTheOther(slice, count, () => raw.append(nextRows()));
          written += rows;
          return rows;
        },
        async close() {
          const last = Number(await store.lastPosition());
          const kept = raw.count();
          await store.close();
          raw.close();
          if (last !== stored || kept !== written)
            throw new Error(`counted ${stored} of ${last}, ${written} of ${kept}`);
        },
      };
    },
  };
}
