import { join } from 'node:path';
import { projectionRunner, systemClock, systemIds, viewPosition } from '@jalon/application';
import { createEventRegistry, type EventStore } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { events } from '@jalon/engine';
import { changesOf, RowsInMemory, type Envelope, type StoredEvent } from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import { openSqliteViewStore } from '@jalon/view-store';
import type { Bench } from './harness/bench.js';
import { storeCopies } from './world/copies.js';
import { openRawLog } from './world/raw-log.js';
import { rawRows } from './world/raw-rows.js';
import { missionOf } from './world/recorded-mission.js';

const MISSION_LENGTH = 10;
const MISSIONS = { full: 1_000, quick: 50 };
const LONGEST_MS = 120_000;

/** Every view, from the first event: for information, since a view kept on a disk is no fold in memory. */
export const catchUp: Bench = {
  name: 'catch-up',
  unit: 'events seen by every projection',
  ours: 'the projection runner over a new view store: read, proved, folded, rows and checkpoint made durable',
  raw: 'a scan of the same bodies, JSON.parse and the same folds, kept in memory',
  pace: { full: { rounds: 3, sliceMs: 0 }, quick: { rounds: 1, sliceMs: 0 } },

  async open({ folder, quick }) {
    const mission = await missionOf(folder, MISSION_LENGTH);
    const store = openSqliteEventStore({ file: join(folder, 'ours.sqlite'), registry: createEventRegistry(events) });
    const raw = openRawLog(join(folder, 'raw.sqlite'));
    const copies = await storeCopies(store, mission.events, quick ? MISSIONS.quick : MISSIONS.full);
    raw.append(copies.flatMap((copy, stream) => rawRows(copy, stream)));
    const count = copies.length * MISSION_LENGTH;
    let run = 0;

    return {
      async ours() {
        run += 1;
        await project(store, join(folder, `views-${run}.sqlite`));
        return count;
      },
      raw() {
        foldAll(raw.bodies());
        return count;
      },
      async close() {
        await store.close();
        raw.close();
      },
    };
  },
};

async function project(store: EventStore, file: string): Promise<void> {
  const views = await openSqliteViewStore(file, projections);
  const position = viewPosition({ store, views, projections, clock: systemClock });
  const stopping = new AbortController();
  const runner = projectionRunner({
    store,
    views,
    projections,
    clock: systemClock,
    holder: systemIds.next(),
    onProgress: position.moved,
  });
  const projected = runner.run(stopping.signal);
  await position.waitFor((await store.lastPosition()) ?? '0', LONGEST_MS);
  stopping.abort();
  await projected;
  const parked = await views.everyParked();
  await views.close();
  if (parked.length > 0) throw new Error(`${parked.length} streams were parked: ${parked[0]?.error ?? ''}`);
}

function foldAll(bodies: Iterable<string>): void {
  const views = projections.map((projection) => ({ projection, rows: new RowsInMemory() }));
  let position = 0;
  for (const body of bodies) {
    position += 1;
    const envelope = JSON.parse(body) as Envelope;
    const event: StoredEvent = { envelope, body, position: String(position), hash: '' };
    for (const { projection, rows } of views) {
      for (const change of changesOf(projection, event, rows)) rows.set(change);
    }
  }
}
