import { closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import {
  DummyDriver,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';
import { closeOnError } from '@jalon/kernel';
import { cannotWriteIn, writeWatch, type StoreName } from '@jalon/ports';
import { refuseOthers } from '@jalon/secret-files';
import {
  asCannotWrite,
  asDamaged,
  cachedStatements,
  probeWriting,
  requireDatabaseFile,
  requireSafeSqlite,
  transacted,
  undamaged,
  writingTo,
} from '@jalon/sqlite';
import type { SqlDatabase } from '../sql-database.js';

export type Connection = BetterSqlite.Database;

/** How long a statement waits for what another connection has locked. The thread waits with it. */
export const BUSY_MS = 5_000;

/**
 * Opens a file, made when absent, for its owner alone.
 *
 * @throws SecretRefused when other accounts could read the file; NotAStoreFile
 */
export function openPrivateFile(file: string, held: StoreName, busyMs = BUSY_MS): Connection {
  requireDatabaseFile(file, held);
  writingTo(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Made here rather than by SQLite, for its mode; the files that SQLite adds take the same one.
    closeSync(openSync(file, 'a', 0o600));
  });
  return openExisting(file, held, { timeout: busyMs });
}

/** @throws SecretRefused when other accounts could read the file; NotAStoreFile */
export function openExisting(file: string, held: StoreName, options: BetterSqlite.Options): Connection {
  requireDatabaseFile(file, held);
  refuseOthers(file, statSync(file).mode, '600');
  return undamaged(file, held, () => {
    const connection = new BetterSqlite(file, options);
    return closeOnError(connection, () => {
      requireSafeSqlite(connection);
      return connection;
    });
  });
}

export interface SqliteDatabase<Tables> extends SqlDatabase<Tables> {
  /** Runs `work` on the connection while this process is in no transaction on the file. */
  readonly exclusively: <T>(work: (connection: Connection) => T) => Promise<T>;
}

/**
 * @returns a database that takes `connection` over, and closes it; its statements throw StoreDamaged where the file is
 */
export function databaseOn<Tables>(connection: Connection, held: StoreName): SqliteDatabase<Tables> {
  const prepare = cachedStatements((text) => connection.prepare(text));

  function run<Row>({ sql: text, parameters }: CompiledQuery): QueryResult<Row> {
    return undamaged(connection.name, held, () => {
      const statement = prepare(text);
      if (statement.reader) return { rows: statement.all(...parameters) as Row[] };
      return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) };
    });
  }

  /** Settles when the open transaction has ended; null while none is open. */
  let transaction: Promise<void> | null = null;
  const within = builderOver<Tables>(async (query) => run(query));
  const outside = builderOver<Tables>(async (query) => {
    while (transaction) await transaction;
    return run(query);
  });

  const watch = writeWatch(() => inTurn(connection.name, () => probeWriting(connection)));

  /** Watches how a write ends. Another store's fault within a transaction of this one is the other's alone. */
  async function watched<T>(write: () => T | Promise<T>): Promise<T> {
    try {
      const result = await write();
      watch.succeeded();
      return result;
    } catch (error) {
      const fault = asDamaged(connection.name, held, asCannotWrite(connection.name, error));
      if (cannotWriteIn(fault)?.place === connection.name) watch.failed(fault);
      throw fault;
    }
  }

  const transact = <T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> =>
    watched(() => transacted(connection, 'BEGIN IMMEDIATE', () => work(within)));

  return {
    db: outside,

    // One process writes at a time, whatever the locks. The file's lock is taken first, so that all reads are made
    // under it.
    transaction: (_locks, work) =>
      inTurn(connection.name, () => {
        const result = transact(work);
        const end = () => void (transaction = null);
        transaction = result.then(end, end);
        return result;
      }),

    hasTable: async (name) => {
      while (transaction) await transaction;
      return undamaged(connection.name, held, () => hasTable(connection, name));
    },

    schema: null,

    // A transaction has the file's lock.
    lockRow: sql``,

    exclusively: (work) => inTurn(connection.name, () => watched(() => work(connection))),

    // Of the file alone: where its disk is shared and hangs, a statement would hold everybody up.
    async reach() {
      const { name } = connection;
      await access(name, constants.R_OK);
      await access(name, constants.W_OK).catch((error: unknown) => {
        throw asCannotWrite(name, error);
      });
      await watch.check();
    },

    close: () => inTurn(connection.name, () => void connection.close()),
  };
}

export function hasTable(connection: Connection, name: string): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

type RunQuery = <Row>(query: CompiledQuery) => Promise<QueryResult<Row>>;

/**
 * Builds statements and runs each with `run`. Kysely's own driver for SQLite lends its connection to one statement at a
 * time and wakes all that wait at each release: the time for many statements at once grows with the square of their
 * number.
 */
function builderOver<Tables>(run: RunQuery): Kysely<Tables> {
  const connection: DatabaseConnection = {
    executeQuery: run,
    // eslint-disable-next-line require-yield
    async *streamQuery() {
      throw new Error('streams of rows are not supported');
    },
  };
  class Driver extends DummyDriver {
    override acquireConnection = async () => connection;
  }
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new Driver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** By file: settles when this thread's last work on it has ended. */
const lastTurns = new Map<string, Promise<void>>();

/**
 * Runs `work` once this thread has ended what it already does on the file. SQLite waits for a lock without letting
 * other code of the thread go on: a second connection would keep the first from ever releasing it.
 */
export function inTurn<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  const path = resolve(file);
  const turn = (lastTurns.get(path) ?? Promise.resolve()).then(work);
  const ended = turn.then(
    () => undefined,
    () => undefined,
  );
  lastTurns.set(path, ended);
  void ended.then(() => lastTurns.get(path) === ended && lastTurns.delete(path));
  return turn;
}
