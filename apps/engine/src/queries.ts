import { type NeedRow, type OfferRow, type QueryHandler, queryHandlers, type QueryPorts } from '@jalon/read-models';
import { matching, type MatchableNeed, type MatchableOffer } from '@jalon/marketplace';

/** Every query of the house, answered from these stores with the marketplace's score. */
export function queries(ports: Omit<QueryPorts, 'matching'>): readonly QueryHandler[] {
  return queryHandlers({ ...ports, matching });
}

/** The rows that the marketplace reads are those of the views `needs` and `offers`, which hold what it looks for. */
type Satisfies<Held extends Wanted, Wanted> = Held;
export type RowsLentToTheScore = [Satisfies<NeedRow, MatchableNeed>, Satisfies<OfferRow, MatchableOffer>];
