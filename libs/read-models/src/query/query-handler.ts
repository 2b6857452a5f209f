import type {
  Caller,
  CivilDate,
  Clock,
  EventDefinition,
  Mode,
  Position,
  PositionToken,
  PositionTokens,
  TenantId,
  Zone,
} from '@jalon/kernel';
import type { EventStore, NewRead, RecordStore, ViewStore } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import type { MatchRules } from '@jalon/rules';
import type { NeedRow } from '../marketplace/needs.table.js';
import type { PlacedOffer } from '../marketplace/offers.table.js';

/** A query's class, as the bus dispatches by it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a query class may be constructed with anything
export type QueryClass<Q extends object = object> = new (...args: any[]) => Q;

/** What travels with a query besides its fields. */
export interface QueryContext {
  readonly caller: Caller;
  /** The kind of the caller's credential; absent at the command line. */
  readonly credential?: string;
  /** Nobody is logged in: the service asks for a page of its own, with `caller` to say what it may show. The record names nobody. */
  readonly isAnonymous?: true;
  /** The position that the answer must have seen (`Jalon-Min-Position`): what the caller's own command returned. */
  readonly minPosition?: string;
  /** The position that the first page of an export was of: its later pages are of the same. */
  readonly pinnedAt?: PositionToken;
  /** Whether it is for a file, which has names of its own where people read it. */
  readonly forExport?: true;
}

/** One query: its class and how it is answered. */
export interface QueryHandler<Q extends object = object, Answer = unknown> {
  readonly query: QueryClass<Q>;
  /** The query's stable name. */
  readonly name: string;
  /**
   * @throws QueryRefused when the caller may not, or nothing is there
   * @throws NotYetVisible when the views do not reach `context.minPosition` in time
   */
  answer(query: Q, context: QueryContext): Promise<Answer>;
}

export function answers<Q extends object, Answer>(
  query: QueryClass<Q>,
  answer: (query: Q, context: QueryContext) => Promise<Answer>,
): QueryHandler<Q, Answer> {
  return { query, name: query.name, answer };
}

/** An answer that showed something of people other than its reader. */
export type NotedRead = Omit<NewRead, 'id' | 'at' | 'lost'>;

/** What queries are answered from. */
export interface QueryPorts {
  readonly views: ViewStore;
  readonly store: Pick<EventStore, 'readStream' | 'readAt' | 'readAll' | 'lastPosition'>;
  readonly registry: { definitionOf(type: string): EventDefinition };
  readonly sealer: Pick<Sealer, 'openAll'>;
  readonly clock: Clock;
  readonly tenants: {
    /** @throws CommandRefused TENANT_UNKNOWN */
    require(tenant: TenantId): Promise<{ readonly zone: Zone; readonly mode: Mode }>;
  };
  readonly position: ViewPositionPort;
  /** Positions as callers are given them, and as they send them back. */
  readonly positionTokens: PositionTokens;
  readonly matching: Matching;
  /** Records that somebody was shown something of other people. It returns at once, and never throws. */
  readonly noteRead: (read: NotedRead) => void;
  /** The record of reads and of refused commands. */
  readonly records: Pick<RecordStore, 'reads' | 'refusals'>;
}

/** How far the views have got, and waiting until they have got further. */
export interface ViewPositionPort {
  /** @throws NotYetVisible when the views do not reach `position` in time */
  waitFor(position: Position): Promise<void>;
  /** Waits until the projections named in `of` are beyond `position`; false when the time is up or `signal` aborts. */
  goesBeyond(beyond: {
    readonly position: Position | null;
    readonly of: readonly string[];
    readonly withinMs: number;
    readonly signal: AbortSignal;
  }): Promise<boolean>;
  /** @throws ViewBeingBuilt, StoreUnavailable when the views are not those of the log */
  requireOwn(): Promise<void>;
}

/** The score of the marketplace. It is handed in, because read models import no domain's decisions. */
export interface Matching {
  readonly score: (need: NeedRow, offer: PlacedOffer, rules: MatchRules) => Score;
  /** What offers can score for a need, by their terms, on a day. */
  readonly boundOfOffers: (need: NeedRow, rules: MatchRules, today: CivilDate) => MatchBound;
  /** What needs can score for an offer, by their terms, on a day. */
  readonly boundOfNeeds: (offer: PlacedOffer, rules: MatchRules, today: CivilDate) => MatchBound;
  /** Best first; equal scores by id. */
  readonly rank: <M extends { readonly id: string; readonly score: number }>(matches: readonly M[]) => readonly M[];
}

/** How well a need and an offer fit, and why. */
export interface Score {
  readonly score: number;
  readonly reasons: unknown;
}

/** The upper bound of a score, by the terms from `at` until before `end`; 0 for an offer or need whose time is over. */
export type MatchBound = (terms: Int32Array, at: number, end: number) => number;
