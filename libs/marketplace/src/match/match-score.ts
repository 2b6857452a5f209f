import { MATCH_CRITERIA, type MatchCriterion, type MatchRules } from '@jalon/rules';
import { CRITERIA } from './criteria.js';
import { pointsOf } from './finding.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';
import type { MatchReasonCode } from './reason-texts.js';

/** What one criterion gave and why; the code's sentence stands in `matchReasonTexts`. */
export interface MatchReason {
  readonly criterion: MatchCriterion;
  /** The most it could give. */
  readonly weight: number;
  /** What it gave, 0 to `weight`. */
  readonly points: number;
  readonly code: MatchReasonCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface Match {
  /** The sum of the reasons' points, 0 to 100. */
  readonly score: number;
  /** One for each criterion, in the order of `MATCH_CRITERIA`. */
  readonly reasons: readonly MatchReason[];
}

/**
 * How well an offer answers a need, with reasons. Pure, and a sum of whole points: each criterion finds an exact fraction of
 * its weight (formulas in criteria.ts, dates.ts and distance.ts), rounded once, half up. What is not known counts half.
 */
export function matchScore(need: MatchableNeed, offer: MatchableOffer, rules: MatchRules): Match {
  const reasons = MATCH_CRITERIA.map((criterion): MatchReason => {
    const { share, code, params } = CRITERIA[criterion](need, offer, rules);
    const weight = rules.weights[criterion];
    return { criterion, weight, points: pointsOf(weight, share), code, params };
  });
  return { score: reasons.reduce((sum, { points }) => sum + points, 0), reasons };
}

/** Best first; equal scores by id, so that the order of the input never shows. */
export function rankMatches<M extends { readonly id: string; readonly score: number }>(
  matches: readonly M[],
): readonly M[] {
  return matches.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
