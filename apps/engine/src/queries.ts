import { queryHandlers, type QueryHandler, type QueryPorts } from '@jalon/application';
import type { Row } from '@jalon/kernel';
import {
  boundOfNeeds,
  boundOfOffers,
  matchScore,
  rankMatches,
  type MatchableNeed,
  type MatchableOffer,
} from '@jalon/marketplace';
import { auditProjection, impactReport, missionsProjection, type NeedRow, type OfferRow } from '@jalon/read-models';
import type { MatchRules } from '@jalon/rules';

/** Every query of the house, answered from these stores with the marketplace's score and the impact report. */
export function queries(ports: Omit<QueryPorts, 'matching' | 'board' | 'trail' | 'impact'>): readonly QueryHandler[] {
  return queryHandlers({
    ...ports,
    matching: {
      score: scoreOf,
      rank: rankMatches,
      boundOfOffers: (need, rules, today) => boundOfOffers(need as unknown as MatchableNeed, rules, today),
      boundOfNeeds: (offer, rules, today) => boundOfNeeds(offer as unknown as MatchableOffer, rules, today),
    },
    board: missionsProjection,
    trail: auditProjection,
    impact: impactReport,
  });
}

/** The rows are those of the views `needs` and `offers`, which hold what the score reads (checked below). */
function scoreOf(need: Row, offer: Row, rules: MatchRules) {
  return matchScore(need as unknown as MatchableNeed, offer as unknown as MatchableOffer, rules);
}

type Satisfies<Held extends Wanted, Wanted> = Held;
export type RowsLentToTheScore = [Satisfies<NeedRow, MatchableNeed>, Satisfies<OfferRow, MatchableOffer>];
