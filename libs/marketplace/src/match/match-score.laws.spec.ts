import { addDays } from '@jalon/kernel';
import { ruleSet } from '@jalon/rules';
import { arbitraryValues } from '@jalon/testing';
import fc from 'fast-check';
import { NeedPublished } from '../need.events.js';
import { OfferPublished } from '../offer.events.js';
import { matchScore, rankMatches } from './match-score.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';

const rules = ruleSet('base@1')!.match;

const anyNeed = arbitraryValues(NeedPublished.fields) as fc.Arbitrary<unknown> as fc.Arbitrary<MatchableNeed>;
const anyOffer = arbitraryValues(
  OfferPublished.fields,
  'plain',
) as fc.Arbitrary<unknown> as fc.Arbitrary<MatchableOffer>;

const score = (need: MatchableNeed, offer: MatchableOffer) => matchScore(need, offer, rules).score;

/** Whatever the pair, an offer that gives more in this way is never worth less. */
function neverLower(more: (need: MatchableNeed, offer: MatchableOffer) => Partial<MatchableOffer>): void {
  fc.assert(
    fc.property(anyNeed, anyOffer, (need, offer) => {
      expect(score(need, { ...offer, ...more(need, offer) })).toBeGreaterThanOrEqual(score(need, offer));
    }),
    { numRuns: 300 },
  );
}

describe('the score of any need and any offer', () => {
  it('is a whole number from 0 to 100, the sum of points that no weight exceeds', () => {
    fc.assert(
      fc.property(anyNeed, anyOffer, (need, offer) => {
        const match = matchScore(need, offer, rules);
        expect(Number.isSafeInteger(match.score)).toBe(true);
        expect(match.score).toBeGreaterThanOrEqual(0);
        expect(match.score).toBeLessThanOrEqual(100);
        for (const { points, weight } of match.reasons) {
          expect(Number.isSafeInteger(points) && points >= 0 && points <= weight).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same each time, and whatever the order of skills, causes, formats and languages', () => {
    fc.assert(
      fc.property(anyNeed, anyOffer, (need, offer) => {
        const turned = {
          ...offer,
          skills: offer.skills.toReversed(),
          causes: offer.causes.toReversed(),
          formats: offer.formats.toReversed(),
          languages: offer.languages.toReversed(),
        };
        const turnedNeed = { ...need, skills: need.skills.toReversed() };
        expect(matchScore(need, offer, rules)).toEqual(matchScore(need, offer, rules));
        expect(matchScore(turnedNeed, turned, rules)).toEqual(matchScore(need, offer, rules));
      }),
    );
  });

  it('is never lower with one more skill that the need asks for', () => {
    neverLower((need, { skills }) => ({ skills: [...skills, ...need.skills.slice(0, 1)] }));
  });

  it('is never lower with the need’s cause or format among those chosen', () => {
    neverLower((need, { causes, formats }) => ({
      causes: causes.length > 0 && need.cause ? [...causes, need.cause] : causes,
      formats: formats.length > 0 && need.format ? [...formats, need.format] : formats,
    }));
  });

  it('is never lower with a longer availability', () => {
    neverLower((_need, { availableFrom, availableUntil }) => ({
      availableFrom: availableFrom && addDays(availableFrom, -10),
      availableUntil: availableUntil && addDays(availableUntil, 10),
    }));
    neverLower(() => ({ availableFrom: null, availableUntil: null }));
  });

  it('is never lower with more minutes a week, or a wider radius', () => {
    neverLower((_need, { minutesPerWeek, radiusKm }) => ({
      minutesPerWeek: minutesPerWeek && minutesPerWeek + 60,
      radiusKm: (radiusKm ?? rules.defaultRadiusKm) + 10,
    }));
  });

  it('is never lower when someone who would not work at a distance now would, and the need allows it', () => {
    neverLower((need, { remote }) => ({ remote: need.remote !== 'no' && remote === 'no' ? 'possible' : remote }));
  });
});

describe('a ranking', () => {
  const matches = fc.uniqueArray(
    fc.record({ id: fc.string({ maxLength: 2 }), score: fc.integer({ min: 0, max: 3 }) }),
    { selector: ({ id }) => id, maxLength: 20 },
  );

  it('puts the best first and equals by id', () => {
    const ranked = rankMatches([
      { id: 'c', score: 50 },
      { id: 'b', score: 80 },
      { id: 'a', score: 50 },
    ]);
    expect(ranked.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  });

  it('is the same whatever the order of the input, which it leaves alone', () => {
    const shuffled = matches.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const before = [...list];
        expect(rankMatches(list)).toEqual(rankMatches(other));
        expect(list).toEqual(before);
      }),
    );
  });
});
