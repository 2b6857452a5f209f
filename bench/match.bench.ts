import { join } from 'node:path';
import {
  directoryProjection,
  marketplaceProjection,
  NeedMatches,
  queryHandlers,
  type QueryPorts,
} from '@jalon/read-models';
import type { Caller } from '@jalon/kernel';
import { matching } from '@jalon/marketplace';
import { offersByScan, tokens } from '@jalon/testing';
import type { Bench } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { marketplaceHistory, needId, openedPlace, TENANT, TODAY, viewsOver } from './fixtures/marketplace.js';

const THINGS = 10_000;
const LIMIT = 50;
const hr: Caller = { tenant: TENANT, person: needId(0), roles: ['hr'], organisation: null };

function requireSome(matches: readonly object[]): void {
  if (matches.length !== LIMIT) throw new Error(`only ${matches.length} matches were found`);
}

/** The best offers for a need among ten thousand. */
export const match: Bench = {
  name: 'match',
  unit: `queries for the best ${LIMIT} of ${THINGS.toLocaleString('en')} offers`,
  ours: 'the whole query of a need’s matches, over the match index',
  raw: 'the same offers by a scan of the same views, each pair scored, the best taken',
  // A scan leaves much garbage. Collecting it would be most of the work in one of our short slices.
  pace: { full: { rounds: 5, sliceMs: 1_500 }, quick: { rounds: 2, sliceMs: 200 } },

  async open({ folder, quick }) {
    const count = quick ? THINGS / 10 : THINGS;
    const projections = [directoryProjection, marketplaceProjection];
    const views = await viewsOver(join(folder, 'views.sqlite'), marketplaceHistory(count), projections);
    const ports: Partial<QueryPorts> = {
      views,
      matching,
      sealer: { openAll: async (boxes) => boxes.map((box) => ({ value: openedPlace(box) })) },
      clock: { now: () => `${TODAY}T10:00:00.000Z` },
      tenants: { require: async () => ({ zone: 'Europe/Paris', language: 'fr', mode: 'demo', operator: hr.person }) },
      position: { waitFor: async () => undefined, goesBeyond: async () => false, requireOwn: async () => undefined },
      positionTokens: tokens,
      noteRead: () => undefined,
    };
    const handler = queryHandlers(ports as QueryPorts).find(({ query }) => query === NeedMatches);
    if (!handler) throw new Error('nothing answers for matches');
    let turn = 0;
    const nextNeed = () => needId((turn = (turn + 7_919) % count));
    const ask = async (id: string) => {
      const query = Object.assign(new NeedMatches(), { id, limit: LIMIT });
      const { items } = (await handler.answer(query, { caller: hr })) as { items: readonly { id: string }[] };
      return items;
    };
    const scan = (id: string) =>
      views.read(async (reader) => {
        const need = await reader.row('needs', { tenant: TENANT, id });
        if (!need) throw new Error(`there is no need ${id}`);
        return offersByScan({ views: reader, tenant: TENANT, today: TODAY, limit: LIMIT, open: openedPlace }, need);
      });

    return {
      ours: (slice) => clients(1, slice, async () => requireSome(await ask(nextNeed()))),
      raw: (slice) => clients(1, slice, async () => requireSome(await scan(nextNeed()))),
      async close() {
        const id = nextNeed();
        const answers = [await ask(id), await scan(id)].map((items) => items.map((item) => item.id).join());
        await views.close();
        if (answers[0] !== answers[1]) throw new Error('the index answers otherwise than the scan');
      },
    };
  },
};
