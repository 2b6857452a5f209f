import type { StoredEvent } from './envelope.js';
import type { Field } from './field.js';
import type { Json } from './json.js';

/**
 * What a column holds. Ids, days (`YYYY-MM-DD`), months (`YYYY-MM`), moments (UTC, with milliseconds), times of day (`HH:MM`) and
 * positions (twenty digits) are texts for a fold and in the stores, so that both databases compare them alike.
 */
export type ColumnType =
  'text' | 'id' | 'date' | 'month' | 'instant' | 'time' | 'position' | 'integer' | 'boolean' | 'json';

/** One column of a view, described for BI tools. */
export interface Column {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Of integers: what they count. */
  readonly unit?: string;
  /** For codes: the list that gives each one its words. For a JSON column: the lists of its fields, at any depth. */
  readonly codes?: string | Readonly<Record<string, string>>;
  /** What it holds, declared as the fields of events are. Absent from a text that may be any, and from codes, flags and times. */
  readonly of?: Field;
  readonly meaning: string;
}

export type Columns = Readonly<Record<string, Column>>;

/** A row as a fold sees it: JSON values by column. */
export type Row = Readonly<Record<string, Json>>;

/** The primary key of a row: every column of the table's `key`, beginning with the tenant. */
export type RowKey = Readonly<Record<string, string | number>>;

/** The stored event that a projection's handler is given. The handler types the envelope's data itself. */
export type ProjectedEvent = StoredEvent;

/**
 * The columns that each row of a versioned table has besides its own: from when the version was known, and when the next
 * version replaced it. Both are given by position, as twenty digits, and by the moment of recording. Neither goes back within
 * the one stream that feeds a row, so either one selects what was known then.
 */
export const VERSION_COLUMNS = {
  knownFrom: {
    type: 'position',
    nullable: false,
    meaning: 'The position of the event that made this version.',
  },
  knownFromAt: { type: 'instant', nullable: false, meaning: 'When that event was recorded.' },
  knownTo: {
    type: 'position',
    nullable: true,
    meaning: 'The position of the event that ended it; empty while it is in force.',
  },
  knownToAt: { type: 'instant', nullable: true, meaning: 'When that event was recorded.' },
} as const satisfies Columns;

/** A table's role in the star schema that a BI tool reads. */
export interface Star {
  readonly kind: 'fact' | 'dimension';
  /** What the column `id` is the id of, in one word: for BI tools it is `<thing>_id`, as in every other table. */
  readonly thing?: string;
  /** The dimension that each of these columns refers to by its key. */
  readonly names?: Readonly<Record<string, string>>;
  /** Columns that a BI tool never sees, besides personal ones. */
  readonly withheld?: readonly string[];
  /** By column and code: what is shown instead of the code. */
  readonly masked?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Which rows are shown; all of them by default. */
  readonly rows?: RowsShown;
}

/** Rows are shown where the current row of a versioned table of the same projection allows it. */
export interface RowsShown {
  readonly table: string;
  /** Which of its columns equals which of ours, besides the tenant. */
  readonly on: Readonly<Record<string, string>>;
  /** By column of that table: the value with which a row is never shown. */
  readonly never: Readonly<Record<string, string>>;
  /** Rows are shown once `column` holds the value `is`, or once the civil day in `orAfter` has passed. */
  readonly once?: { readonly column: string; readonly is: string; readonly orAfter: string };
}

/**
 * A few whole numbers of 32 bits for each row of a table. Only the library that declares the index knows what they mean. The
 * store keeps the numbers of many rows in force on one page and writes them in the transaction of the rows, so a query reads
 * all numbers of a tenant from a few pages.
 */
export interface PackedIndex {
  /** The index's own table is called `<table>_<name>`, and its column of numbers `<name>`. */
  readonly name: string;
  /** The numbers of a row; null leaves the row out. The store writes only where they change. */
  readonly numbers: (row: Row) => readonly number[] | null;
}

/**
 * A table of a projection: a pure fold from events to rows. Each row is fed by one stream, so a stream whose event fails can
 * be parked without changing any other row.
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
   * version in force. An event that does not change the row makes no new version.
   */
  readonly versioned?: true;
  /** Absent for tables that only the engine reads. */
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
  /** A new version is built in shadow tables while queries read the old one. */
  readonly version: number;
  readonly tables: readonly Table[];
}
