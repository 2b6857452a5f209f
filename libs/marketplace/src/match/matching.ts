import { boundOfNeeds, boundOfOffers } from './match-bound.js';
import { matchScore, rankMatches } from './match-score.js';

/** How needs and offers fit: handed to the queries, which import no domain's decisions. */
export const matching = { score: matchScore, boundOfOffers, boundOfNeeds, rank: rankMatches };
