import { addDays, type CivilDate, type SealedBox } from '@jalon/kernel';
import { ruleSet } from '@jalon/rules';
import { arbitraryValues } from '@jalon/testing';
import fc from 'fast-check';
import { NeedPublished } from '../need.events.js';
import { OfferPublished } from '../offer.events.js';
import { boundOfNeeds, boundOfOffers } from './match-bound.js';
import { matchScore } from './match-score.js';
import { needTerms, offerTerms, SKILLS_FROM } from './match-terms.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';

const rules = ruleSet('base@1')!.match;

const anyNeed = arbitraryValues(NeedPublished.fields) as fc.Arbitrary<unknown> as fc.Arbitrary<MatchableNeed>;
const anyOffer = (arbitraryValues(OfferPublished.fields) as fc.Arbitrary<unknown> as fc.Arbitrary<MatchableOffer>).map(
  (offer): MatchableOffer => ({ ...offer, coordinates: null }),
);
/** Near one another, so that a radius tells. */
const aPlace = fc.record({
  department: fc.constantFrom('69', '42', null),
  latitude: fc.integer({ min: 4_500_000, max: 4_580_000 }),
  longitude: fc.integer({ min: 480_000, max: 540_000 }),
});
const aNeed = fc.tuple(anyNeed, fc.option(aPlace)).map(([need, location]) => (location ? { ...need, location } : need));
const anOffer = fc.tuple(anyOffer, fc.option(aPlace)).map(([offer, place]) => {
  const { department, ...coordinates } = place ?? { department: null };
  return 'latitude' in coordinates ? { ...offer, department, coordinates } : offer;
});

const LONG_AGO: CivilDate = '1990-01-01';

/** Among other terms, as they lie in a view. */
function within(terms: readonly number[]): readonly [Int32Array, number, number] {
  return [Int32Array.from([-7, ...terms, -7]), 1, 1 + terms.length];
}

const boundOf = (need: MatchableNeed, offer: MatchableOffer, today = LONG_AGO) => ({
  ofOffer: boundOfOffers(need, rules, today)(...within(offerTerms(offer))),
  ofNeed: boundOfNeeds(offer, rules, today)(...within(needTerms(need))),
});

function skillTermsOf(skill: string): readonly number[] {
  const [need] = fc.sample(anyNeed, 1);
  return needTerms({ ...need!, skills: [skill] }).slice(SKILLS_FROM);
}

describe('the most that any pair can score, by its terms', () => {
  it('is its score, from either side', () => {
    fc.assert(
      fc.property(aNeed, anOffer, (need, offer) => {
        const { score } = matchScore(need, offer, rules);
        expect(boundOf(need, offer)).toEqual({ ofOffer: score, ofNeed: score });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never lower than it while the offer’s coordinates are sealed, even if they turn out to be erased', () => {
    const sealed = { sealed: {} as SealedBox };
    fc.assert(
      fc.property(aNeed, anOffer, (need, offer) => {
        const terms = offerTerms({ ...offer, coordinates: offer.coordinates && sealed });
        const bound = boundOfOffers(need, rules, LONG_AGO)(...within(terms));
        for (const opened of [offer, { ...offer, coordinates: null }]) {
          expect(bound).toBeGreaterThanOrEqual(matchScore(need, opened, rules).score);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never lower than it, whichever skills cannot be told apart', () => {
    // These hash alike, two by two: the terms take the one for the other, the score does not.
    const alike = fc.uniqueArray(fc.constantFrom('z-qhtf37-', 'aqo2gugcl', 'srt30kt0o', 'vw1st1nig', 'a'));
    fc.assert(
      fc.property(aNeed, anOffer, alike, alike, (need, offer, asked, brought) => {
        const pair = [
          { ...need, skills: asked },
          { ...offer, skills: brought },
        ] as const;
        const { score } = matchScore(...pair, rules);
        const { ofOffer, ofNeed } = boundOf(...pair);
        expect(ofOffer).toBeGreaterThanOrEqual(score);
        expect(ofNeed).toBe(ofOffer);
      }),
    );
    expect(skillTermsOf('z-qhtf37-')).toEqual(skillTermsOf('aqo2gugcl'));
    expect(skillTermsOf('srt30kt0o')).toEqual(skillTermsOf('vw1st1nig'));
  });

  it('is nothing once what is looked for is over', () => {
    fc.assert(
      fc.property(aNeed, anOffer, fc.integer({ min: -400, max: 400 }), (need, offer, days) => {
        const today = addDays('2026-06-15', days);
        const { ofOffer, ofNeed } = boundOf(need, offer, today);
        if (offer.availableUntil !== null && offer.availableUntil < today) expect(ofOffer).toBe(0);
        else expect(ofOffer).toBe(matchScore(need, offer, rules).score);
        if (need.endsOn !== null && need.endsOn < today) expect(ofNeed).toBe(0);
        else expect(ofNeed).toBe(matchScore(need, offer, rules).score);
      }),
    );
  });
});
