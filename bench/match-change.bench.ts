import { join } from 'node:path';
import type { ProjectedEvent, Projection } from '@jalon/kernel';
import { marketplaceProjection } from '@jalon/read-models';
import type { ViewStore } from '@jalon/ports';
import type { Bench } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { HOLDER, marketplaceHistory, offerRevised, viewsOver } from './fixtures/marketplace.js';

const THINGS = 10_000;

const withoutTerms: Projection = {
  ...marketplaceProjection,
  tables: marketplaceProjection.tables.map(({ packedIndex: _, ...table }) => table),
};

/** Projects the revision of one offer among ten thousand. */
export const matchChange: Bench = {
  name: 'match-change',
  unit: 'revised offers projected, one at a time',
  ours: 'the projection of needs and offers, which keeps the match index',
  raw: 'the same projection of the same events without the index',

  async open({ folder, quick }) {
    const count = quick ? THINGS / 10 : THINGS;
    const history = marketplaceHistory(count);
    const side = async (name: string, projection: Projection) => {
      const views = await viewsOver(join(folder, name), history, [projection]);
      return { views, turn: revisions(views, projection, history.length, count) };
    };
    const ours = await side('ours.sqlite', marketplaceProjection);
    const raw = await side('raw.sqlite', withoutTerms);
    return {
      ours: (slice) => clients(1, slice, ours.turn),
      raw: (slice) => clients(1, slice, raw.turn),
      async close() {
        for (const { views } of [ours, raw]) {
          const parked = await views.everyParked();
          await views.close();
          if (parked.length > 0) throw new Error(`${parked.length} streams were parked: ${parked[0]?.error ?? ''}`);
        }
      },
    };
  },
};

/** Revises the next offer at each call, so that both sides see the same events. */
function revisions(views: ViewStore, projection: Projection, after: number, count: number): () => Promise<void> {
  let turn = 0;
  return async () => {
    turn += 1;
    const event: ProjectedEvent = offerRevised((turn * 7_919) % count, after + turn);
    await views.applyPage(projection, [event], HOLDER);
  };
}
