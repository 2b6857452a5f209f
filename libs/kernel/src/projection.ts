import type { StoredEvent } from './envelope.js';
import type { Json } from './json.js';

/** One column of a view: what a BI tool is told about it. */
export interface Column {
  readonly type: 'text' | 'integer' | 'boolean' | 'json';
  readonly nullable: boolean;
  readonly unit?: string;
  /** The list in which its codes have words, where they are such; of a shape, the lists of its fields at whatever depth. */
  readonly codes?: string | Readonly<Record<string, string>>;
  readonly meaning: string;
}

export type Columns = Readonly<Record<string, Column>>;

/** A row as a fold sees it: JSON values by column. */
export type Row = Readonly<Record<string, Json>>;

/** The primary key of a row: every column of the table's `key`, beginning with the tenant. */
export type RowKey = Readonly<Record<string, string | number>>;

/** What a projection's handlers are given: the stored event, its envelope's data typed by the handler itself. */
export type ProjectedEvent = StoredEvent;

/**
 * What a versioned table's rows carry beside their own columns: when each version came to be known, and when another took
 * its place. By position, as twenty digits, and by the moment of recording: neither goes back within the one stream that
 * feeds a row, so either tells what was known then.
 */
export const VERSION_COLUMNS = {
  knownFrom: {
    type: 'text',
    nullable: false,
    meaning: 'The position, as twenty digits, of the event that made this version.',
  },
  knownFromAt: { type: 'text', nullable: false, meaning: 'When that event was recorded.' },
  knownTo: {
    type: 'text',
    nullable: true,
    meaning: 'The position of the event that ended it; empty while it is in force.',
  },
  knownToAt: { type: 'text', nullable: true, meaning: 'When that event was recorded.' },
} as const satisfies Columns;

/** A table's place in the star that a BI tool reads, and which dimension each of its columns names by its key. */
export interface Star {
  readonly kind: 'fact' | 'dimension';
  readonly names?: Readonly<Record<string, string>>;
  /** Columns that nobody is shown who reads figures. */
  readonly withheld?: readonly string[];
  /** Of a column's codes, what is shown in the place of some. */
  readonly masked?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Which of its rows are shown; all of them, unless said. */
  readonly rows?: RowsShown;
}

/** Rows that are shown as long as a row of a versioned table of the same projection, as it stands, lets them be. */
export interface RowsShown {
  readonly table: string;
  /** Which of its columns equals which of ours, beside the tenant. */
  readonly on: Readonly<Record<string, string>>;
  /** What its columns hold of those that are never shown. */
  readonly never: Readonly<Record<string, string>>;
  /** Shown once a column holds a value, or a civil day in another has passed. */
  readonly once?: { readonly column: string; readonly is: string; readonly orAfter: string };
}

/**
 * A few whole numbers of 32 bits for each row of a table, whose meaning only the declaring lib knows. The store keeps those of
 * many rows in force on one page, in the transaction of the rows: a query reads all of a tenant's from a few pages.
 */
export interface PackedIndex {
  /** Ends the name of the index's own table, `<table>_<name>`, and names its column of numbers. */
  readonly name: string;
  /** The numbers of a row; null leaves the row out. The store writes only where they change. */
  readonly numbers: (row: Row) => readonly number[] | null;
}

/**
 * A table of a projection: a pure fold from events to rows. Each row is fed by one stream, so a stream whose event fails can
 * be set aside without touching any other row.
 */
export interface Table {
  readonly name: string;
  readonly meaning: string;
  readonly columns: Columns;
  /** The primary key; the first column is `tenant`. */
  readonly key: readonly string[];
  /** Each begins with `tenant`. */
  readonly indexes: readonly (readonly string[])[];
  /**
   * Every version of a row is kept, so that what was known at any moment can be read (`VERSION_COLUMNS`). Handlers see the
   * version in force; an event that leaves it equal makes none.
   */
  readonly versioned?: true;
  /** Left out for what the engine keeps for itself. */
  readonly star?: Star;
  /** For tables whose key is a tenant and an id. */
  readonly packedIndex?: PackedIndex;
  /** The rows that an event touches; none for an event that this table ignores. */
  readonly keys: (event: ProjectedEvent) => readonly RowKey[];
  /** The row after the event; null removes it. Total over the types that `keys` answers for. */
  readonly handlers: Readonly<Record<string, (row: Row | null, event: ProjectedEvent, key: RowKey) => Row | null>>;
  /** Handles every event of every type (the audit trail): used where `handlers` has no entry of that type. */
  readonly otherwise?: (row: Row | null, event: ProjectedEvent, key: RowKey) => Row | null;
}

export interface Projection {
  readonly name: string;
  /** A new version is built beside the old one. */
  readonly version: number;
  readonly tables: readonly Table[];
}
