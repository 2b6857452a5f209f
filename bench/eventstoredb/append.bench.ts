import { join } from 'node:path';
import { createEventRegistry } from '@jalon/event-store';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { events } from '@jalon/engine';
import type { Bench } from '../harness/bench.js';
import { clients } from '../harness/clients.js';
import { newTenant } from '../fixtures/copies.js';
import { missionWriter } from '../fixtures/mission-writer.js';
import { missionOf } from '../fixtures/recorded-mission.js';
import { bareWriter, openBareClient, type AppendMode } from './bare.js';
import { openMeasuredServer, IDLE_TIMEOUT_MS } from './server.js';

const MISSION_LENGTH = 100;

const BARE_CLIENT: Readonly<Record<AppendMode, string>> = {
  batch: 'as many of the bare client, on its batch stream: no check, no hash, no head but its revision',
  unary: 'as many of the bare client, a call for each append',
};

/** Appends of one event each to a server: checked, encoded, hashed and chained, compared with the bare client's. */
export function serverAppendBench(count: number, mode: AppendMode): Bench {
  return {
    name: `esdb-${mode === 'batch' ? 'append' : mode}-${count}`,
    unit: 'events acknowledged',
    ours: `${count} client${count > 1 ? 's' : ''} of the event store, one event an append, each waiting for its answer`,
    raw: BARE_CLIENT[mode],
    pace: { full: { rounds: 11, sliceMs: 500 }, quick: { rounds: 3, sliceMs: 80 } },

    async open({ folder }) {
      const mission = await missionOf(join(folder, 'mission'), MISSION_LENGTH);
      const server = await openMeasuredServer();
      const store = openEventStoreDb({
        url: server.url,
        registry: createEventRegistry(events),
        idleTimeoutMs: IDLE_TIMEOUT_MS,
      });
      const bare = openBareClient(server.url);
      const tenant = newTenant();
      const writers = Array.from({ length: count }, () => missionWriter(store, mission.events, tenant));
      const bareWriters = Array.from({ length: count }, () => bareWriter(bare, mode, mission.events, newTenant()));
      return {
        against: server.what,
        ours: (slice) => clients(count, slice, (client) => (writers[client] as () => Promise<void>)()),
        raw: (slice) => clients(count, slice, (client) => (bareWriters[client] as () => Promise<void>)()),
        async close() {
          await store.close();
          await bare.dispose();
          await server.close();
        },
      };
    },
  };
}
