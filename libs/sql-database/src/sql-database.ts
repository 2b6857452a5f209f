import type { Kysely, RawBuilder } from 'kysely';

/** Tables in a SQLite file, or in a schema of a PostgreSQL database. */
export interface SqlDatabase<Tables> {
  /** Statements outside a transaction. */
  readonly db: Kysely<Tables>;
  /**
   * Runs `work` in a transaction: durable when this resolves, undone when it throws. Until its end nobody else is in a
   * transaction with one of the same `locks`. They are taken in the order given.
   */
  readonly transaction: <T>(locks: readonly string[], work: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;
  readonly hasTable: (name: string) => Promise<boolean>;
  /** The schema of the tables; null where there is none, in a file. */
  readonly schema: string | null;
  /** Ends a SELECT whose rows must stay as they are until the end of its transaction. */
  readonly lockRow: RawBuilder<unknown>;
  /** Rejects when the place does not answer. */
  readonly reach: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How many rows one statement takes: SQLite and PostgreSQL limit its parameters. */
export const PAGE = 500;
