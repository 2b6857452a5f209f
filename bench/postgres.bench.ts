import type { ViewStore } from '@jalon/ports';
import type { StoredEvent } from '@jalon/kernel';
import { missionsProjection } from '@jalon/read-models';
import { openPostgresViewStore } from '@jalon/view-store';
import { projectAll } from './catch-up.bench.js';
import type { Bench } from './harness/bench.js';
import { startPostgres } from './harness/postgres.js';
import { twinLogs } from './fixtures/twin-logs.js';

const MISSIONS = { full: 2_000, quick: 20 };
/** The raw side is so much slower that it reads only a part of the log. */
const SHARE = 10;
const HOLDER = 'bench';

/** Builds views in PostgreSQL from the first event, compared with a commit for each event. */
export const catchUpInPostgres: Bench = {
  name: 'postgres-catch-up',
  unit: 'events seen by the projection of missions',
  ours: 'the projection runner over a new view store in PostgreSQL: built beside, and swapped in',
  raw: 'the same view store, given one event at a time: a transaction for each (the first tenth of the log)',
  pace: { full: { rounds: 3, sliceMs: 0 }, quick: { rounds: 1, sliceMs: 0 } },
  whenAsked: true,
  elsewhere: true,

  async open({ folder, quick }) {
    const logs = await twinLogs(folder, quick ? MISSIONS.quick : MISSIONS.full);
    const postgres = await startPostgres();
    return {
      async ours() {
        const views = await openPostgresViewStore(await postgres.database(), [missionsProjection]);
        await projectAll(logs.store, views, [missionsProjection]);
        return logs.count;
      },
      async raw() {
        const views = await openPostgresViewStore(await postgres.database(), [missionsProjection]);
        const some = Math.ceil(logs.count / SHARE);
        await eventByEvent(views, firstOf(logs.store.readAll(null), some));
        return some;
      },
      async close() {
        await postgres.close();
        await logs.close();
      },
    };
  },
};

async function eventByEvent(views: ViewStore, pages: AsyncIterable<readonly StoredEvent[]>): Promise<void> {
  await views.takeLease(HOLDER, 1);
  for await (const page of pages) {
    for (const event of page) await views.applyPage(missionsProjection, [event], HOLDER);
  }
  await views.close();
}

async function* firstOf(pages: AsyncIterable<readonly StoredEvent[]>, count: number) {
  let left = count;
  for await (const page of pages) {
    yield page.slice(0, left);
    left -= page.length;
    if (left <= 0) return;
  }
}
