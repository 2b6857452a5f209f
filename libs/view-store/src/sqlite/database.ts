import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { cachedStatements, closeOnError, requireSafeSqlite, useWriteAheadLog } from '@jalon/sqlite';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import type { Database, Schema } from '../database.js';

const BUSY_TIMEOUT_MS = 5_000;
/** SQLite's own 1,000 wait for the disk at every sixth turn of a build, and write its busiest pages as often. */
const PAGES_A_CHECKPOINT = 4_000;

/** One connection. Views may be lost and built again, so `synchronous` is NORMAL: a power cut may take the latest
 *  transactions, but rows and checkpoint are in the same one, so the projector simply reads on from the earlier checkpoint. */
export function connect(file: string, { readonly = false } = {}): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // For its owner alone: SQLite gives its companion files the same mode.
  if (!readonly) closeSync(openSync(file, 'a', 0o600));
  const database = new BetterSqlite(file, { readonly, timeout: BUSY_TIMEOUT_MS });
  closeOnError(database, () => {
    requireSafeSqlite(database);
    if (!readonly) useWriteAheadLog(database, BUSY_TIMEOUT_MS);
    database.pragma('synchronous = NORMAL');
    if (!readonly) database.pragma(`wal_autocheckpoint = ${PAGES_A_CHECKPOINT}`);
  });
  const statements = {
    close: () => void database.close(),
    prepare: cachedStatements((text) => database.prepare(text)),
  };
  const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: statements }) });
  connections.set(kysely, statements);
  return kysely;
}

/** What Kysely works on, by the object that it is worked with: a connection, or a transaction on one. */
const connections = new WeakMap<Database, SqliteDatabase>();

/** Runs `work` in a transaction of its own, in which `runStatement` may be used. */
export function inTransaction<T>(connection: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return connection.transaction().execute((db) => {
    connections.set(db, connectionOf(connection));
    return work(db);
  });
}

/**
 * Runs a statement that was compiled before, past Kysely, whose share of a row's reading or writing by its key is three
 * times that of SQLite. Only within `inTransaction`, where the connection is this transaction's alone.
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

function connectionOf(db: Database): SqliteDatabase {
  const connection = connections.get(db);
  if (!connection) throw new Error('a statement is run outside its transaction');
  return connection;
}
