import type { Row } from '@jalon/kernel';
import { rankMatches } from '@jalon/marketplace';
import fc from 'fast-check';
import type { RowsQuery, PackedPage, ViewReader } from '@jalon/ports';
import { bestOffersFor } from './matches.answers.js';
import type { Matching } from '../query/query-handler.js';
import type { NeedRow } from './needs.table.js';
import { tableReader } from '../query/table-reader.js';
import type { QueryScope } from '../query/query-scope.js';

/** An offer whose score is known beforehand, as far below its bound as may be. */
interface Offer {
  readonly bound: number;
  readonly below: number;
  readonly gone: boolean;
}

const anOffer: fc.Arbitrary<Offer> = fc.record({
  bound: fc.integer({ min: 0, max: 5 }),
  below: fc.integer({ min: 0, max: 3 }),
  gone: fc.boolean(),
});

const NEED = {} as NeedRow;
const idOf = (n: number) => String(n).padStart(5, '0');
const scoreOf = ({ bound, below }: Offer) => Math.max(0, bound - below);

/** What a query reads of these offers, each of a person of its own; a page holds three. Each reading of rows is noted. */
function scopeOf(offers: readonly Offer[], readings: RowsQuery[] = []): QueryScope {
  const rows = offers.map((offer, n): Row => ({ id: idOf(n), employee: idOf(n), score: scoreOf(offer) }));
  const pages = Array.from({ length: Math.ceil(offers.length / 3) }, (_, page): PackedPage => {
    const some = offers.slice(3 * page, 3 * page + 3);
    return {
      ids: () => some.map((_offer, n) => idOf(3 * page + n)),
      numbers: Int32Array.from(some.flatMap(({ bound }) => [1, bound])),
    };
  });
  const views: Partial<ViewReader> = {
    packedIndex: async () => pages,
    rows: async (_table, query) => {
      readings.push(query);
      const ids = new Set(idsAskedFor(query));
      return rows.filter(({ id }, n) => ids.has(id as string) && !offers[n]!.gone);
    },
  };
  return { views: tableReader(views as ViewReader, 'main'), tenant: 'main', today: '2026-05-01' } as QueryScope;
}

function idsAskedFor({ where }: RowsQuery): readonly string[] {
  const [, , ids] = where![0] as readonly ['id', 'in', readonly string[]];
  return ids;
}

const matching: Matching = {
  score: (_need, offer) => ({ score: (offer as unknown as Row)['score'] as number, reasons: [] }),
  boundOfOffers: () => (terms, at) => terms[at]!,
  boundOfNeeds: () => () => 0,
  rank: rankMatches,
};

const ports = { matching, sealer: { openAll: async () => [] } };

describe('the best matches, for any scores and bounds', () => {
  it('are the same as if all were scored; equal scores come by id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anOffer, { maxLength: 20 }), fc.integer({ min: 1, max: 6 }), async (offers, limit) => {
        const there = offers.map((offer, n) => ({ id: idOf(n), score: offer.gone ? 0 : scoreOf(offer) }));
        const best = await bestOffersFor(scopeOf(offers), ports, NEED, limit);
        expect(best.map(({ id, score }) => ({ id, score }))).toEqual(
          rankMatches(there.filter(({ score }) => score > 0)).slice(0, limit),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('are found in few reads, for any limit and however many people have left', async () => {
    const gone = Array.from({ length: 10_000 }, (): Offer => ({ bound: 5, below: 0, gone: true }));
    const readings: RowsQuery[] = [];
    const there = { bound: 1, below: 0, gone: false };
    const best = await bestOffersFor(scopeOf([...gone, there], readings), ports, NEED, 1);
    expect(best).toHaveLength(1);
    expect(readings.length).toBeLessThan(20);
    expect(Math.max(...readings.map((query) => idsAskedFor(query).length))).toBeLessThan(2_000);
  });

  it('are read without others where all are available', async () => {
    const offers = Array.from({ length: 1_000 }, (): Offer => ({ bound: 5, below: 0, gone: false }));
    const readings: RowsQuery[] = [];
    await bestOffersFor(scopeOf(offers, readings), ports, NEED, 7);
    expect(readings.map((query) => idsAskedFor(query).length)).toEqual([7]);
  });
});
