import type { InstallationRecord } from './installation.js';
import type { Known, Position, ProjectedEvent, Projection, Row, RowKey, StreamName, TenantId } from '@jalon/kernel';

/** A value that a column is compared with. */
export type Scalar = string | number | boolean | null;

/**
 * One condition of a reading. A column of the joined table is written `table.column`. `= null` means "is absent".
 * `anyOf` holds where one of its conjunctions does; an empty `anyOf` holds nowhere.
 */
export type Condition =
  | readonly [column: string, operator: '=' | '<>' | '<' | '<=' | '>' | '>=', value: Scalar]
  | readonly [column: string, operator: 'in', values: readonly (string | number)[]]
  | { readonly anyOf: readonly (readonly Condition[])[] };

/** Columns in which the rows are ordered, all in one direction; none may be null, and together they name one row. */
export interface RowOrder {
  readonly by: readonly string[];
  readonly direction?: 'ascending' | 'descending';
}

/** Another table of the same tenant whose row decides about a row: `on` says which of its columns equals which of ours. */
export interface Join {
  readonly table: string;
  readonly on: Readonly<Record<string, string>>;
  /** `inner` leaves out rows without a partner; `left` keeps them, the partner's columns being absent. */
  readonly kind: 'inner' | 'left';
}

export interface RowsQuery {
  readonly tenant: TenantId;
  readonly where?: readonly Condition[];
  readonly join?: Join;
  readonly order: RowOrder;
  /** The values of the order's columns in the last row already seen. */
  readonly after?: readonly (string | number)[];
  readonly limit: number;
  /**
   * Every version of the rows of a versioned table, with the columns that say when each was known (`VERSION_COLUMNS`), in
   * the place of those in force. The order may name these columns.
   */
  readonly everyVersion?: true;
}

/** Whole numbers added up in groups. */
export interface SumsQuery {
  readonly tenant: TenantId;
  readonly where?: readonly Condition[];
  /** The column that is added up. */
  readonly sum: string;
  /** The columns whose values make a group. */
  readonly by: readonly string[];
}

/** Entries of a packed index: those of some rows of a tenant, in the order of their ids. */
export interface PackedPage {
  /** The rows' ids, read when they are asked for. */
  readonly ids: () => readonly string[];
  /** Row by row: how many numbers it has, then these. */
  readonly numbers: Int32Array;
}

/** How far a projection has read; null before its first event. */
export interface ProjectionProgress {
  readonly projection: string;
  readonly version: number;
  readonly position: Position | null;
  /** The event at that position, to tell whether a log is the one that was read; null when none was noted. */
  readonly last: EventSeen | null;
}

/** Enough to find an event in a log, and to tell whether it is the same. */
export interface EventSeen {
  readonly stream: StreamName;
  readonly revision: number;
  readonly hash: string;
}

/** A stream that a projection has set aside: its rows stay as they were before the event that failed. */
export interface ParkedStream {
  readonly projection: string;
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: Position;
  readonly eventType: string;
  readonly error: string;
}

/** The live tables, which queries read, or their shadows: tables that are being built and will replace them. */
export type Build = 'live' | 'shadow';

/** A request to the process that projects. */
export type ViewRequest =
  | { readonly kind: 'rebuild'; readonly projection: string }
  | { readonly kind: 'release'; readonly projection: string; readonly stream: StreamName };

/**
 * Readings of one moment: all of them see the same checkpoint, even if a projector writes meanwhile. A view that was not
 * built yet, or not at the code's version, throws ViewBeingBuilt.
 */
export interface ViewReader {
  rows(table: string, query: RowsQuery): Promise<readonly Row[]>;
  row(table: string, key: RowKey): Promise<Row | null>;
  /** The rows with these keys, in no order; those that do not exist are left out. */
  rowsByKeys(table: string, keys: readonly RowKey[]): Promise<readonly Row[]>;
  /**
   * The packed index of a table, in the order of the rows' ids.
   *
   * @throws Error as of a moment: it keeps no versions
   */
  packedIndex(table: string, tenant: TenantId): Promise<readonly PackedPage[]>;
  /** One row a group, in no order: the group's columns, and the sum under its own column's name. */
  sums(table: string, query: SumsQuery): Promise<readonly Row[]>;
  /**
   * The same readings of versioned tables as they would have been then, joined ones too; other tables, checkpoints and
   * parked streams as they are.
   */
  asOf(known: Known): ViewReader;
  /**
   * A tenant's parked streams of one projection.
   *
   * @throws ViewBeingBuilt
   */
  parked(projection: string, tenant: TenantId): Promise<readonly ParkedStream[]>;
  progress(): Promise<readonly ProjectionProgress[]>;
  /** How far the shadow builds have come; null before their first event. */
  shadowProgress(): Promise<readonly ProjectionProgress[]>;
}

/** The part of the view store that only the projector uses. */
export interface ProjectionStore {
  /**
   * Whether `holder` now holds the lease for `forMs`: it was free, over, or already theirs. The time is that of the store, so
   * that all processes go by one clock. A lease that ends later than its own length allows was taken while that clock was
   * ahead: it is over too.
   */
  takeLease(holder: string, forMs: number): Promise<boolean>;
  /** Gives up the lease if `holder` has it. */
  dropLease(holder: string): Promise<void>;
  /** The open requests. */
  requests(): Promise<readonly ViewRequest[]>;
  /**
   * Notes that a request is done.
   *
   * @throws LeaseLost when `holder` no longer has the lease
   */
  done(request: ViewRequest, holder: string): Promise<void>;
  /**
   * Drops a projection's tables and creates them at the code's version, before the first event.
   *
   * @throws LeaseLost when `holder` no longer has the lease
   */
  reset(projection: Projection, build: Build, holder: string): Promise<void>;
  /**
   * Makes one of the indexes that a projection's shadow tables lack: they are filled without indexes. Returns false when
   * none is missing. It takes long on a large table, and ends early when `signal` aborts. `swap` makes the indexes that
   * are still missing; readers wait meanwhile.
   *
   * @throws LeaseLost when `holder` no longer has the lease
   */
  addIndex(projection: Projection, holder: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Replaces the live tables by their shadows, with checkpoint and parked streams, in one step, and marks the request as
   * done. Readings see the old tables or the new ones. Returns false, and changes nothing, when the live tables have read
   * further than the shadows.
   *
   * @throws LeaseLost when `holder` no longer has the lease
   */
  swap(projection: Projection, holder: string): Promise<boolean>;
  /**
   * Folds a page into a projection's rows, by default the live ones. Rows and checkpoint change in one transaction, so
   * each event takes effect exactly once. Events at or before the checkpoint are skipped; an event that fails parks its
   * stream and nothing else.
   *
   * @throws LeaseLost when `holder` no longer has the lease
   */
  applyPage(projection: Projection, events: readonly ProjectedEvent[], holder: string, build?: Build): Promise<void>;
  /**
   * Folds the events of a parked stream again, from the one that failed. Events after the checkpoint are left to the
   * subscription. The stream is parked again when an event still fails.
   *
   * @throws LeaseLost when `holder` no longer has the lease
   */
  release(projection: Projection, stream: StreamName, events: readonly ProjectedEvent[], holder: string): Promise<void>;
}

/** Views: rows derived from events, that can be built again at any time. Tenant is an argument of every reading. */
export interface ViewStore extends ProjectionStore {
  /** The installation whose events the views were built from. */
  readonly installation: InstallationRecord;
  /** Runs readings on one snapshot. */
  read<T>(work: (views: ViewReader) => Promise<T>): Promise<T>;
  /** Every parked stream, of every tenant: for operators, never for an answer. */
  everyParked(): Promise<readonly ParkedStream[]>;
  /**
   * Every row of a table as it is stored, each version of a versioned one, in the order of its key: for operators, never
   * for an answer. One snapshot, read as it goes.
   */
  rowsAsStored(table: string): AsyncIterable<Row>;
  /** Adds requests for the process that projects; returns those that were not already open. */
  ask(requests: readonly ViewRequest[]): Promise<readonly ViewRequest[]>;
  /** The tenants with a row in `table`; none while it cannot be read. For the engine's own work, not for answers. */
  tenantsIn(table: string): Promise<readonly TenantId[]>;
  close(): Promise<void>;
}

/** Another process projects now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The view was not built yet, or not at this code's version, so it cannot be queried. */
export class ViewBeingBuilt extends Error {
  override readonly name = 'ViewBeingBuilt';

  /** @param position how far the build has got; null before its first event */
  constructor(
    readonly projection: string,
    readonly position: Position | null,
  ) {
    super(`the view ${projection} is being built`);
  }
}
