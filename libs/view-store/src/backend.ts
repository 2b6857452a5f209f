import type { Column, Instant, Known, Projection, Row, RowKey, Table } from '@jalon/kernel';
import type { Build } from '@jalon/ports';
import type { ColumnDataType, Kysely, RawBuilder } from 'kysely';
import type { StoredRow } from './row-codec.js';

/** Tables are known by the projections' definitions at run time, so their rows are typed there and not here. */
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
export type ColumnType = Column['type'] | 'bytes';

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

/** What a projector does with the rows of one table, many at once. Only within a transaction of the backend. */
export interface RowStatements {
  /** The rows with these keys, those that exist; of a versioned table the versions in force, now or then. */
  byKeys(db: Database, table: Table, keys: readonly RowKey[], known?: Known): Promise<readonly Row[]>;
  /** Puts each row in the place of the one with its key. No key comes twice. */
  put(db: Database, shape: Shape, rows: readonly StoredRow[]): Promise<void>;
  remove(db: Database, shape: Shape, keys: readonly RowKey[]): Promise<void>;
  /** Ends the versions in force. */
  closeVersions(db: Database, table: Table, ended: readonly (readonly [RowKey, Moment])[]): Promise<void>;
  addVersions(db: Database, table: Table, versions: readonly StoredVersion[]): Promise<void>;
  /** For each key the row with it, or the last before it that has all but the key's last column in common; some may be one. */
  atOrBefore(db: Database, shape: Shape, keys: readonly RowKey[]): Promise<readonly Record<string, unknown>[]>;
}

/** Where the tables of a build lie, since two builds of a projection have tables of the same names. */
export interface Builds {
  /** What the names of shadow tables begin with. */
  readonly prefix: string;
  /** Makes the place of a new build, and enters it. Answers with what is noted of it. */
  readonly make: (db: Database, projection: string) => Promise<Readonly<Record<string, string>>>;
  /** From here on in this transaction the names of tables are those of this build. */
  readonly enter: (db: Database, projection: string) => Promise<void>;
  /** Takes the tables of a build away, from those who read from now on. */
  readonly remove: (db: Database, projection: string, tables: readonly string[]) => Promise<void>;
  /** The tables of a build that was entered, these, have just been filled: whoever plans readings of them is told. */
  readonly filled: (db: Database, tables: readonly string[]) => Promise<void>;
  /**
   * The tables of a build that was entered are the live ones from now on, read by BI tools too; these are their names. Answers
   * with the names of what others had made upon them and had to go.
   */
  readonly publish: (
    db: Database,
    projection: Projection,
    tables: readonly string[],
    from: Build,
  ) => Promise<readonly string[]>;
  /** Has BI tools read a live projection as the code says, where they do not yet. Answers likewise. */
  readonly show: (db: Database, projection: Projection) => Promise<readonly string[]>;
  /** Those of these names that stand in the way of one more, and whose they are. */
  readonly indexesNamed: (db: Database, names: readonly string[]) => Promise<readonly NamedIndex[]>;
}

export interface NamedIndex {
  readonly name: string;
  readonly table: string;
}

/** Runs `work` in a transaction. */
export type Writing = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** What the view store stands on. */
export interface Backend {
  readonly types: Readonly<Record<ColumnType, ColumnDataType | RawBuilder<unknown>>>;
  readonly rows: RowStatements;
  readonly builds: Builds;
  /** Runs `work` on one snapshot of the live tables. */
  readonly reading: <T>(work: (db: Database) => Promise<T>) => Promise<T>;
  readonly writing: Writing;
  /**
   * Runs `work` on a build, by whoever has the lease, in a transaction that takes as long as the tables are large. Where others
   * could not write meanwhile, it is another than the lease's, and is broken off when `signal` aborts.
   */
  readonly building: <T>(asHolder: Writing, work: (db: Database) => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** The same, while nobody else prepares this store; its own tables are there then. */
  readonly preparing: Writing;
  /** Runs one statement on the store's own tables, which no transaction need hold together. */
  readonly readOnce: <T>(work: (db: Database) => Promise<T>) => Promise<T>;
  /** Every row of a live table, in the order of these columns. */
  readonly everyRow: (table: string, order: readonly string[]) => AsyncIterable<Record<string, unknown>>;
  /** Does away with what nobody can be reading any more. */
  readonly sweep: () => Promise<void>;
  /** Whether an error says that the place of the views does not answer, and may again by itself. */
  readonly isAway: (error: unknown) => boolean;
  readonly close: () => Promise<void>;
}
