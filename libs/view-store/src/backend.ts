import type { ColumnType as DeclaredType, Instant, Known, Projection, Row, RowKey, Table } from '@jalon/kernel';
import type { Build } from '@jalon/ports';
import type { ColumnDataType, Kysely, RawBuilder } from 'kysely';
import type { StoredRow } from './row-codec.js';

/** Tables are declared by projections and known at run time only, so their rows are not typed here. */
export type Schema = Record<string, Record<string, unknown>>;
export type Database = Kysely<Schema>;

/** A table as far as its rows are written and found by their key: a projection's table, or its packed index. */
export interface Shape {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, { readonly type: ColumnType }>>;
  readonly versioned?: true;
}

/** Those of projections, and the numbers of a packed index. */
export type ColumnType = DeclaredType | 'bytes';

/** The types that a database must know. */
export type StoredType = 'text' | 'integer' | 'boolean' | 'json' | 'bytes';

export const STORED_AS: Readonly<Record<ColumnType, StoredType>> = {
  text: 'text',
  id: 'text',
  date: 'text',
  month: 'text',
  instant: 'text',
  time: 'text',
  position: 'text',
  integer: 'integer',
  boolean: 'boolean',
  json: 'json',
  bytes: 'bytes',
};

/** When a version began or ended: the event's position as twenty digits, and the moment of its recording. */
export interface Moment {
  readonly position: string;
  readonly at: Instant;
}

export interface StoredVersion {
  readonly row: StoredRow;
  readonly from: Moment;
  /** Null while it is in force. */
  readonly to: Moment | null;
}

/** How the projector reads and writes the rows of one table, many at once. Only within a transaction of the backend. */
export interface RowStatements {
  /** The rows with these keys that exist; of a versioned table the versions in force, now or at `known`. */
  byKeys(db: Database, table: Table, keys: readonly RowKey[], known?: Known): Promise<readonly Row[]>;
  /** Inserts each row, or replaces the row with its key. No key comes twice. */
  put(db: Database, shape: Shape, rows: readonly StoredRow[]): Promise<void>;
  remove(db: Database, shape: Shape, keys: readonly RowKey[]): Promise<void>;
  /** Ends the versions in force. */
  closeVersions(db: Database, table: Table, ended: readonly (readonly [RowKey, Moment])[]): Promise<void>;
  addVersions(db: Database, table: Table, versions: readonly StoredVersion[]): Promise<void>;
  /** For each key the last row at or before it among those that share all but the key's last column; each row once. */
  atOrBefore(db: Database, shape: Shape, keys: readonly RowKey[]): Promise<readonly Record<string, unknown>[]>;
}

/** Where the tables of a build lie: the live build and the shadow of a projection have tables of the same names. */
export interface Builds {
  /** What the names of shadow tables begin with. */
  readonly prefix: string;
  /** Makes the place of a new build, and enters it. Returns the columns to store with the projection's checkpoint. */
  readonly make: (db: Database, projection: string) => Promise<Readonly<Record<string, string>>>;
  /** For the rest of this transaction, the names of tables mean those of this build. */
  readonly enter: (db: Database, projection: string) => Promise<void>;
  /** Removes the tables of a build. Readings that have begun still see them. */
  readonly remove: (db: Database, projection: string, tables: readonly string[]) => Promise<void>;
  /** Called when these tables of the build that was entered have just been filled, so that the query planner can be told. */
  readonly filled: (db: Database, tables: readonly string[]) => Promise<void>;
  /**
   * Makes the build that was entered the live one, for BI tools too. Returns the names of the SQL views that others had built
   * upon the old tables and that had to be dropped.
   */
  readonly publish: (
    db: Database,
    projection: Projection,
    tables: readonly string[],
    from: Build,
  ) => Promise<readonly string[]>;
  /** Brings the BI views of a live projection up to what the code declares. Returns the names of what had to be dropped. */
  readonly show: (db: Database, projection: Projection) => Promise<readonly string[]>;
  /** The indexes that have one of these names already, and their tables. */
  readonly indexesNamed: (db: Database, names: readonly string[]) => Promise<readonly NamedIndex[]>;
}

export interface NamedIndex {
  readonly name: string;
  readonly table: string;
}

/** Runs `work` in a transaction. */
export type Writing = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** What the view store needs of a database. */
export interface Backend {
  readonly types: Readonly<Record<StoredType, ColumnDataType | RawBuilder<unknown>>>;
  readonly rows: RowStatements;
  readonly builds: Builds;
  /** Runs `work` on one snapshot of the live tables. */
  readonly reading: <T>(work: (db: Database) => Promise<T>) => Promise<T>;
  readonly writing: Writing;
  /**
   * Runs `work` on a build in a transaction that takes long on large tables. Where it would keep others from writing, it is a
   * transaction of its own, apart from the lease's, and ends early when `signal` aborts.
   */
  readonly building: <T>(asHolder: Writing, work: (db: Database) => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** Runs `work` in a transaction while no other process prepares this store; the store's own tables exist then. */
  readonly preparing: Writing;
  /** Runs one statement on the store's own tables, outside any transaction. */
  readonly readOnce: <T>(work: (db: Database) => Promise<T>) => Promise<T>;
  /** The clock that all processes on this database share, in milliseconds since 1970. */
  readonly now: (db: Database) => Promise<number>;
  /** Every row of a live table, in the order of these columns. */
  readonly everyRow: (table: string, order: readonly string[]) => AsyncIterable<Record<string, unknown>>;
  /** Drops tables that no reading can see any more. */
  readonly sweep: () => Promise<void>;
  /** Whether an error says that the database does not answer, and may answer again by itself. */
  readonly isAway: (error: unknown) => boolean;
  readonly close: () => Promise<void>;
}
