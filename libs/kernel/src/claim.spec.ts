import {
  ClaimReleased,
  ClaimTaken,
  claimedAmount,
  claimsGivenBack,
  claimsHeld,
  foldClaims,
  givesClaimsBack,
  type ClaimBook,
  type ClaimOwnerEvent,
} from './claim.js';
import { event } from './event-definition.js';

const taken = (subject: string, attempt: number): ClaimOwnerEvent =>
  event(ClaimTaken, { subject, key: 'place', attempt, amount: 1 });
const released = (subject: string, attempt: number): ClaimOwnerEvent =>
  event(ClaimReleased, { subject, key: 'place', attempt, cause: 'abandoned' });
const book = (...events: ClaimOwnerEvent[]): ClaimBook => events.reduce(foldClaims, {});

describe('the claims on an owner', () => {
  it('take from it', () => {
    expect(claimedAmount(book(taken('mission-main.a', 1), taken('mission-main.b', 1)))).toBe(2);
  });

  it('take nothing more when they move to a later attempt', () => {
    expect(claimedAmount(book(taken('mission-main.a', 1), taken('mission-main.a', 3)))).toBe(1);
  });

  it('are given back by a release of the attempt at which they stand', () => {
    expect(claimedAmount(book(taken('mission-main.a', 1), released('mission-main.a', 1)))).toBe(0);
  });

  it('stay when a release names another attempt', () => {
    expect(
      claimedAmount(book(taken('mission-main.a', 1), taken('mission-main.a', 3), released('mission-main.a', 1))),
    ).toBe(1);
    expect(claimedAmount(book(released('mission-main.a', 1)))).toBe(0);
  });
});

describe('the claims that an event names', () => {
  it('are given back by it or rested on, as its definition says', () => {
    expect(givesClaimsBack({ fields: { claims: claimsGivenBack } })).toBe(true);
    expect(givesClaimsBack({ fields: { claims: claimsHeld } })).toBe(false);
    expect(givesClaimsBack(ClaimReleased)).toBe(false);
  });
});
