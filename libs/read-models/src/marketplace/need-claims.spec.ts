import {
  claimedAmount,
  foldClaims,
  foldProjection,
  type ClaimBook,
  type ClaimOwnerEvent,
  type ProjectedEvent,
} from '@jalon/kernel';
import { SOME_ID, stored } from '@jalon/testing';
import fc from 'fast-check';
import { marketplaceProjection, needClaimsTable } from './marketplace.projection.js';
import { needsTable } from './needs.table.js';

const subject = fc.constantFrom('mission-main.a', 'mission-main.b', 'mission-main.c');
const attempt = fc.integer({ min: 0, max: 2 });
const key = fc.constantFrom('place', 'other');
const claimEvent: fc.Arbitrary<ClaimOwnerEvent> = fc.oneof(
  fc.record({
    type: fc.constant('ClaimTaken' as const),
    data: fc.record({ subject, key, attempt, amount: fc.integer({ min: 1, max: 9 }) }),
  }),
  fc.record({
    type: fc.constant('ClaimReleased' as const),
    data: fc.record({ subject, key, attempt, cause: fc.constant('given-back' as const) }),
  }),
);

const published = { type: 'NeedPublished', data: { title: 'Accounts', places: 9 } };
const rowsAfter = (events: readonly ProjectedEvent[]) => foldProjection(marketplaceProjection, events);

describe('the claims on a need', () => {
  it('take as many places as its own stream says, after any claims and releases', () => {
    fc.assert(
      fc.property(fc.array(claimEvent, { maxLength: 30 }), (claims) => {
        const book = claims.reduce<ClaimBook>(foldClaims, {});
        const rows = rowsAfter(stored([published, ...claims], { category: 'need', id: SOME_ID }));
        const amounts = rows.rowsOf(needClaimsTable).map(({ amount }) => Number(amount));
        expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(claimedAmount(book));
      }),
    );
  });

  it('leave the need unchanged, so that no claim adds a version of it', () => {
    fc.assert(
      fc.property(fc.array(claimEvent, { maxLength: 5 }), (claims) => {
        const needAfter = (events: readonly object[]) =>
          rowsAfter(stored(events as never, { category: 'need', id: SOME_ID })).rowsOf(needsTable);
        expect(needAfter([published, ...claims])).toEqual(needAfter([published]));
      }),
    );
  });
});
