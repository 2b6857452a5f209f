import { join } from 'node:path';
import type { EventStore } from '@jalon/ports';
import { createEventRegistry } from '@jalon/event-store';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { events } from '@jalon/engine';
import type { Position } from '@jalon/kernel';
import type { Bench } from '../harness/bench.js';
import { newTenant, storeCopies } from '../fixtures/copies.js';
import { missionOf } from '../fixtures/recorded-mission.js';
import { bareCatchUp, openBareClient, prefixesOf } from './bare.js';
import { openMeasuredServer, IDLE_TIMEOUT_MS } from './server.js';

const MISSION_LENGTH = 10;
const MISSIONS = { full: 10_000, quick: 100 };

/** A subscription to every event of Jalon's categories. */
export const serverCatchUp: Bench = {
  name: 'esdb-catch-up',
  unit: 'events received',
  ours: 'subscribeAll of the event store, which checks each hash, copy and position',
  raw: 'the bare client’s subscription to $all with the same filter: JSON.parse, and nothing checked',
  // A slice is one catch-up, however long it takes.
  pace: { full: { rounds: 3, sliceMs: 0 }, quick: { rounds: 1, sliceMs: 0 } },

  async open({ folder, quick }) {
    const mission = await missionOf(join(folder, 'mission'), MISSION_LENGTH);
    const server = await openMeasuredServer();
    const tenant = newTenant();
    const registry = createEventRegistry(events);
    const prefixes = prefixesOf(tenant);
    const store = openEventStoreDb({ url: server.url, registry, prefixes, idleTimeoutMs: IDLE_TIMEOUT_MS });
    const bare = openBareClient(server.url);
    const copies = await storeCopies(store, mission.events, quick ? MISSIONS.quick : MISSIONS.full, tenant);
    // Starts after the first event, so that older events of the server are not read.
    const first = await firstPosition(store);
    const count = copies.length * MISSION_LENGTH - 1;
    return {
      against: server.what,
      async ours() {
        await catchUp(store, first, count);
        return count;
      },
      async raw() {
        await bareCatchUp(bare, tenant, first, count);
        return count;
      },
      async close() {
        await store.close();
        await bare.dispose();
        await server.close();
      },
    };
  },
};

async function firstPosition(store: EventStore): Promise<Position> {
  for await (const [first] of store.readAll(null)) if (first) return first.position;
  throw new Error('nothing was stored');
}

async function catchUp(store: EventStore, after: Position, count: number): Promise<void> {
  const stop = new AbortController();
  let seen = 0;
  for await (const page of store.subscribeAll(after, stop.signal)) {
    seen += page.length;
    if (seen === count) break;
  }
  stop.abort();
}
