import type { ViewPosition } from '@jalon/application';
import type { CivilDate, Clock, EventDefinition, Mode, Row, TenantId, Zone } from '@jalon/kernel';
import type { EventStore, ViewStore } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import type { MatchRules } from '@jalon/rules';

/** The most that the score of something can be, by its terms: those from `at` until before `end`. 0 for what is over. */
export type MatchBound = (terms: Int32Array, at: number, end: number) => number;

/** How well a need and an offer fit, and why. */
export interface Score {
  readonly score: number;
  readonly reasons: unknown;
}

/** How a need and an offer fit: the marketplace's score, given as a table since this library knows no domain. */
export interface Matching {
  readonly score: (need: Row, offer: Row, rules: MatchRules) => Score;
  /** What offers can score for a need, by their terms, on a day. */
  readonly boundOfOffers: (need: Row, rules: MatchRules, today: CivilDate) => MatchBound;
  /** What needs can score for an offer, by their terms, on a day. */
  readonly boundOfNeeds: (offer: Row, rules: MatchRules, today: CivilDate) => MatchBound;
  /** Best first; equal scores by id. */
  readonly rank: <M extends { readonly id: string; readonly score: number }>(matches: readonly M[]) => readonly M[];
}

/** What queries are answered from. */
export interface QueryPorts {
  readonly views: ViewStore;
  readonly store: Pick<EventStore, 'readStream' | 'readAt' | 'lastPosition'>;
  readonly registry: { definitionOf(type: string): EventDefinition };
  readonly sealer: Pick<Sealer, 'openAll'>;
  readonly clock: Clock;
  readonly tenants: {
    /** @throws CommandRefused TENANT_UNKNOWN */
    require(tenant: TenantId): Promise<{ readonly zone: Zone; readonly mode: Mode }>;
  };
  readonly position: Pick<ViewPosition, 'waitFor' | 'goesBeyond' | 'requireOwn'>;
  readonly matching: Matching;
}
