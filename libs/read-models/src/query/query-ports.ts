import type { EventStore, ViewStore } from '@jalon/ports';
import type { EventRegistry } from '@jalon/event-store';
import type { CivilDate, Clock, Projection, Row } from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';
import type { MatchRules, Report } from '@jalon/rules';
import type { TenantDirectory, ViewPosition } from '@jalon/application';

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
  readonly registry: Pick<EventRegistry, 'definitionOf'>;
  readonly sealer: Pick<Sealer, 'openAll'>;
  readonly clock: Clock;
  readonly tenants: Pick<TenantDirectory, 'require'>;
  readonly position: Pick<ViewPosition, 'waitFor' | 'goesBeyond' | 'requireOwn'>;
  readonly matching: Matching;
  /** The projection of missions and of all that belongs to one. */
  readonly board: Projection;
  /** The projection that finds events for the audit trail. */
  readonly trail: Projection;
  readonly impact: Report<string, object>;
}
