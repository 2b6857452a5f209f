import { join } from 'node:path';
import { projectionRunner, systemClock, systemIds, viewPosition } from '@jalon/application';
import { noTelemetry, type EventStore, type ViewStore } from '@jalon/ports';
import type { Projection } from '@jalon/kernel';
import { missionsProjection, projections } from '@jalon/read-models';
import { openSqliteViewStore } from '@jalon/view-store';
import type { Bench } from './harness/bench.js';
import { foldOfViews } from './fixtures/folds.js';
import { foldBodies, twinLogs } from './fixtures/twin-logs.js';

const LONGEST_MS = 900_000;

interface Catching {
  readonly name: string;
  readonly what: string;
  readonly projections: readonly Projection[];
  readonly missions: { readonly full: number; readonly quick: number };
  readonly rounds: number;
}

/** Builds views from the first event as shadows and swaps them in, as a rebuild does. */
const catching = ({ name, what, projections: wanted, missions, rounds }: Catching): Bench => ({
  name,
  unit: `events seen by ${what}`,
  ours: 'the projection runner over a new view store: read, proved, folded, built beside and swapped in, rows and checkpoint durable',
  raw: 'one scan of the same bodies, JSON.parse and the same folds, kept in memory',
  pace: { full: { rounds, sliceMs: 0 }, quick: { rounds: 1, sliceMs: 0 } },

  async open({ folder, quick }) {
    const logs = await twinLogs(folder, quick ? missions.quick : missions.full);
    let run = 0;
    return {
      async ours() {
        run += 1;
        const views = await openSqliteViewStore(join(folder, `views-${run}.sqlite`), wanted);
        await projectAll(logs.store, views, wanted);
        return logs.count;
      },
      raw() {
        foldBodies(logs.raw.bodies(), foldOfViews(wanted));
        return logs.count;
      },
      close: () => logs.close(),
    };
  },
});

/** One projection, the widest. */
export const catchUp = catching({
  name: 'catch-up',
  what: 'the projection of missions',
  projections: [missionsProjection],
  missions: { full: 1_000, quick: 50 },
  rounds: 3,
});

/** Every projection, in one scan of the log. */
export const rebuild = catching({
  name: 'rebuild',
  what: 'every projection',
  projections,
  missions: { full: 10_000, quick: 50 },
  rounds: 1,
});

/** Projects into new views up to the end of the log, as a rebuild does, and closes them. */
export async function projectAll(store: EventStore, views: ViewStore, wanted: readonly Projection[]): Promise<void> {
  const position = viewPosition({ store, views, projections: wanted });
  const stopping = new AbortController();
  const runner = projectionRunner({
    store,
    views,
    projections: wanted,
    clock: systemClock,
    holder: systemIds.next(),
    onProgress: position.moved,
    telemetry: noTelemetry,
  });
  const projected = runner.run(stopping.signal);
  await position.waitFor((await store.lastPosition()) ?? '0', LONGEST_MS);
  stopping.abort();
  await projected;
  const parked = await views.everyParked();
  await views.close();
  if (parked.length > 0) throw new Error(`${parked.length} streams were parked: ${parked[0]?.error ?? ''}`);
}
