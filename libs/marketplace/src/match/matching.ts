import type { CivilDate, Row } from '@jalon/kernel';
import type { MatchRules } from '@jalon/rules';
import { boundOfNeeds, boundOfOffers } from './match-bound.js';
import { matchScore, rankMatches } from './match-score.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';

const asNeed = (row: Row) => row as unknown as MatchableNeed;
const asOffer = (row: Row) => row as unknown as MatchableOffer;

/**
 * How needs and offers fit, over rows of the views `needs` and `offers`: what queries are lent. The engine checks that these
 * rows hold what is read here.
 */
export const matching = {
  score: (need: Row, offer: Row, rules: MatchRules) => matchScore(asNeed(need), asOffer(offer), rules),
  boundOfOffers: (need: Row, rules: MatchRules, today: CivilDate) => boundOfOffers(asNeed(need), rules, today),
  boundOfNeeds: (offer: Row, rules: MatchRules, today: CivilDate) => boundOfNeeds(asOffer(offer), rules, today),
  rank: rankMatches,
};
