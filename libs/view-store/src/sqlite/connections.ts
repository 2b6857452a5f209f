import BetterSqlite from 'better-sqlite3';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { closeOnError } from '@jalon/kernel';
import { cannotWriteIn, damageIn, StoreUnavailable } from '@jalon/ports';
import {
  cachedStatements,
  requireDatabaseFile,
  requireSafeSqlite,
  asDamaged,
  transacted,
  undamaged,
  useWriteAheadLog,
  writingTo,
} from '@jalon/sqlite';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import type { Database, Schema } from '../backend.js';

const BUSY_TIMEOUT_MS = 5_000;
/** With SQLite's default of 1,000, a build would wait for the disk at every sixth transaction. */
const PAGES_A_CHECKPOINT = 4_000;

/** One connection. Views may be lost and built again, so `synchronous` is NORMAL: a power cut may take the latest
 *  transactions, but rows and checkpoint are in the same one, so the projector simply reads on from the earlier checkpoint. */
export function connect(file: string, { readonly = false } = {}): Database {
  requireDatabaseFile(file, 'views');
  const database = undamaged(file, 'views', () => openDatabase(file, readonly));
  const statements = {
    close: () => void database.close(),
    prepare: cachedStatements((text) => database.prepare(text)),
  };
  const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: statements }) });
  connections.set(kysely, { ...statements, database });
  return kysely;
}

function openDatabase(file: string, readonly: boolean): BetterSqlite.Database {
  return writingTo(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // For its owner alone: SQLite gives its companion files the same mode.
    if (!readonly) closeSync(openSync(file, 'a', 0o600));
    const opened = new BetterSqlite(file, { readonly, timeout: BUSY_TIMEOUT_MS });
    return closeOnError(opened, () => {
      requireSafeSqlite(opened);
      if (!readonly) useWriteAheadLog(opened, BUSY_TIMEOUT_MS);
      opened.pragma('synchronous = NORMAL');
      if (!readonly) opened.pragma(`wal_autocheckpoint = ${PAGES_A_CHECKPOINT}`);
      return opened;
    });
  });
}

/** The driver's connection of each Kysely object: of a connection, or of a transaction on one. */
const connections = new WeakMap<Database, SqliteDatabase & { readonly database: BetterSqlite.Database }>();

/**
 * Runs `work` in a transaction of its own, in which `runStatement` may be used. Not in one of Kysely's: where SQLite has
 * ended a transaction by itself, as on a full disk, Kysely's rollback fails and hides why.
 *
 * @throws StoreUnavailable, caused by CannotWrite or StoreDamaged, when the disk takes no writes or the file is damaged
 */
export async function inTransaction<T>(connection: Database, work: (db: Database) => Promise<T>): Promise<T> {
  const driver = connectionOf(connection);
  try {
    // Nobody else uses the connection meanwhile.
    return await connection.connection().execute((db) => {
      connections.set(db, driver);
      return transacted(driver.database, 'BEGIN', () => work(db));
    });
  } catch (error) {
    throw unavailable(driver.database.name, error);
  }
}

/** A StoreUnavailable for a disk that takes no writes and for a damaged file; any other error as it is. */
export function unavailable(file: string, error: unknown): unknown {
  const cause = asDamaged(file, 'views', error);
  const damage = damageIn(cause);
  // Events that were read within the transaction.
  if (damage && damage.store !== 'views') return error;
  if (damage) return new StoreUnavailable('the view store is damaged', { cause, store: 'views' });
  if (!cannotWriteIn(cause)) return cause;
  return new StoreUnavailable('the view store could not be written', { cause, store: 'views' });
}

/** Begins a transaction that only reads, and lasts until the connection is closed: every reading is of this moment. */
export function beginReading(connection: Database): void {
  const { database } = connectionOf(connection);
  database.exec('BEGIN');
  // A transaction begins with its first reading.
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
}

/**
 * Runs a compiled statement without Kysely, which costs three times what SQLite needs to read or write a row by its key. Only
 * within `inTransaction`, where the connection is this transaction's alone.
 */
export function runStatement(
  db: Database,
  sql: string,
  values: readonly unknown[],
): readonly Record<string, unknown>[] {
  const statement = connectionOf(db).prepare(sql);
  if (statement.reader) return statement.all(values) as Record<string, unknown>[];
  statement.run(values);
  return [];
}

function connectionOf(db: Database) {
  const connection = connections.get(db);
  if (!connection) throw new Error('a statement is run outside its transaction');
  return connection;
}

/**
 * A few connections for reading. Each snapshot has one to itself: on a shared one, a long report would make every other
 * reading wait until its transaction ends.
 */
export class ConnectionPool {
  private readonly idle: Database[] = [];
  private readonly waiting: ((connection: Database) => void)[] = [];
  private opened = 0;

  constructor(
    private readonly open: () => Database,
    private readonly most: number,
  ) {}

  async use<T>(work: (connection: Database) => Promise<T>): Promise<T> {
    const connection = await this.take();
    try {
      return await work(connection);
    } finally {
      this.giveBack(connection);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((connection) => connection.destroy()));
  }

  /** To be given back, whatever becomes of the work. */
  async take(): Promise<Database> {
    const free = this.idle.pop();
    if (free) return free;
    if (this.opened < this.most) {
      const connection = this.open();
      // Counted after it is open: one that cannot be opened takes no place.
      this.opened += 1;
      return connection;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  giveBack(connection: Database): void {
    const next = this.waiting.shift();
    if (next) next(connection);
    else this.idle.push(connection);
  }
}
