import type { EventRegistry, EventStore } from '@jalon/event-store';
import type { Clock, Projection, Row } from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';
import type { MatchRules, Report } from '@jalon/rules';
import type { ViewPosition } from '../projections/view-position.js';
import type { ViewStore } from '../projections/view-store.js';
import type { TenantDirectory } from '../tenants/tenant.directory.js';

/** How a need and an offer fit: the marketplace's score, given as a table since this library knows no domain. */
export interface Matching {
  readonly score: (need: Row, offer: Row, rules: MatchRules) => { readonly score: number; readonly reasons: unknown };
  /** Best first; equal scores in a stable order. */
  readonly rank: <M extends { readonly id: string; readonly score: number }>(matches: readonly M[]) => readonly M[];
}

/** What queries are answered from. */
export interface QueryPorts {
  readonly views: ViewStore;
  readonly store: Pick<EventStore, 'readStream' | 'readAt'>;
  readonly registry: Pick<EventRegistry, 'definitionOf'>;
  readonly sealer: Pick<Sealer, 'openAll'>;
  readonly clock: Clock;
  readonly tenants: Pick<TenantDirectory, 'opened'>;
  readonly position: Pick<ViewPosition, 'waitFor'>;
  readonly matching: Matching;
  /** The projection of missions and of all that belongs to one. */
  readonly board: Projection;
  /** The projection that finds events for the audit trail. */
  readonly trail: Projection;
  readonly impact: Report<string, object>;
}
