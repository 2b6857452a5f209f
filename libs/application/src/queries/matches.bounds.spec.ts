import type { Row } from '@jalon/kernel';
import { rankMatches } from '@jalon/marketplace';
import fc from 'fast-check';
import type { TermsPage, ViewReader } from '../projections/view-store.js';
import { offersFor } from './matches.js';
import type { Matching } from './query-ports.js';
import type { Scope } from './scope.js';

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

const idOf = (n: number) => String(n).padStart(3, '0');
const scoreOf = ({ bound, below }: Offer) => Math.max(0, bound - below);

/** What a query reads of these offers, each of a person of its own; a page holds three. */
function scopeOf(offers: readonly Offer[]): Scope {
  const rows = offers.map((offer, n): Row => ({ id: idOf(n), employee: idOf(n), score: scoreOf(offer) }));
  const pages = Array.from({ length: Math.ceil(offers.length / 3) }, (_, page): TermsPage => {
    const some = offers.slice(3 * page, 3 * page + 3);
    return {
      ids: () => some.map((_offer, n) => idOf(3 * page + n)),
      terms: Int32Array.from(some.flatMap(({ bound }) => [1, bound])),
    };
  });
  const views: Partial<ViewReader> = {
    terms: async () => pages,
    rowsByKeys: async (_table, keys) => keys.map(({ id }) => rows[Number(id)]!),
    rows: async () => rows.filter((_row, n) => offers[n]!.gone),
  };
  return { views, tenant: 'main', today: '2026-05-01' } as Scope;
}

const matching: Matching = {
  score: (_need, offer) => ({ score: offer['score'] as number, reasons: [] }),
  boundOfOffers: () => (terms, at) => terms[at]!,
  boundOfNeeds: () => () => 0,
  rank: rankMatches,
};

describe('the best of whatever scores under whatever bounds', () => {
  it('are those that scoring everything gives, and equals by id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anOffer, { maxLength: 20 }), fc.integer({ min: 1, max: 6 }), async (offers, limit) => {
        const there = offers.map((offer, n) => ({ id: idOf(n), score: offer.gone ? 0 : scoreOf(offer) }));
        const best = await offersFor(scopeOf(offers), { matching }, {}, limit);
        expect(best.map(({ id, score }) => ({ id, score }))).toEqual(
          rankMatches(there.filter(({ score }) => score > 0)).slice(0, limit),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
