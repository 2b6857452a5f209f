import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { Pool, type Client, type PoolClient } from 'pg';
import { cannotWriteIn, StoreUnreachable, StoreUnavailable } from '@jalon/ports';
import { wordsOf } from '@jalon/kernel';
import {
  asCannotWrite,
  isAway,
  lacksResources,
  PATIENCE_MS,
  postgresBreaker,
  urlWithoutCredentials,
} from '@jalon/postgres';
import type { Database, Schema } from '../backend.js';
import { parserOf, ViewClient } from './client.js';

const ANSWER_MS = 30_000;
/** The longest time for one statement of a build, enough for a thousand million rows. */
const STATEMENT_TIMEOUT_MS = 12 * 3_600_000;
const CONNECTIONS = 10;

/** The schema of the store's own tables, and of what a BI tool reads. */
export const OWN = 'jalon_views';

/** Begins the name of each build's schema; the projection's name and eight hexadecimal digits follow. */
export const BUILD = 'jalon_build_';

/**
 * The settings of every connection. Views may be lost and built again, so commits do not wait for the disk. The server cancels
 * the statements of a process that has died, where its system can tell.
 */
const SETTINGS = `
  SET search_path = ${OWN};
  SET synchronous_commit = off;
  DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '2s', false);
  EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$;
`;

const READ_ONLY = 'SET default_transaction_read_only = on;';

/** Connections to one database, each with a query builder of its own. */
export interface Connections {
  /** Runs `work`, small readings outside any transaction. */
  readonly use: <T>(work: (db: Database) => Promise<T>) => Promise<T>;
  /** Runs `work`, which only reads, between `begin` and a commit. */
  readonly reading: <T>(begin: string, work: (db: Database) => Promise<T>) => Promise<T>;
  /** Runs `work` between `begin` and a commit: all of it stays, or none. */
  readonly writing: <T>(begin: string, work: (db: Database) => Promise<T>) => Promise<T>;
  /** The same as `writing`, for long statements: the server cancels them when `signal` aborts. */
  readonly longWriting: <T>(begin: string, work: (db: Database) => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** A transaction that only reads, until it is ended. */
  readonly held: (begin: string) => Promise<HeldTransaction>;
  readonly close: () => Promise<void>;
}

export interface HeldTransaction {
  readonly db: Database;
  readonly end: () => Promise<void>;
}

export interface ConnectionOptions {
  /**
   * How long the server may take to answer small requests, in milliseconds; 30 s by default. Once several in a row were late,
   * further ones fail at once.
   */
  readonly patienceMs?: number;
  /** How long the answer to any other statement is waited for, in milliseconds; 30 s by default. */
  readonly answerMs?: number;
  /** Whether the server refuses every writing; false by default. */
  readonly readOnly?: boolean;
}

export function connectionsTo(
  url: string,
  { patienceMs = PATIENCE_MS, answerMs = ANSWER_MS, readOnly = false }: ConnectionOptions = {},
): Connections {
  const given = { connectionString: url, connectionTimeoutMillis: patienceMs, keepAlive: true };
  const small = (text: string) => ({ text, query_timeout: patienceMs });
  const pool = new Pool({
    ...given,
    max: CONNECTIONS,
    query_timeout: answerMs,
    Client: ViewClient as unknown as new () => Client,
    types: { getTypeParser: parserOf },
    onConnect: (client) =>
      client.query(small(readOnly ? `${SETTINGS} ${READ_ONLY}` : SETTINGS)) as unknown as undefined,
  });
  const breaker = postgresBreaker(() => new ViewClient(given));
  // An idle connection was lost: the next use opens another.
  pool.on('error', () => undefined);
  const builders = new WeakMap<PoolClient, Database>();
  const unwritten = (error: unknown): never => unavailable(asCannotWrite(urlWithoutCredentials(url), error));

  function builderOn(client: PoolClient): Database {
    const known = builders.get(client) ?? builderOver(client);
    builders.set(client, known);
    return known;
  }

  async function take(): Promise<{ client: PoolClient; giveBack: (broken: boolean) => void }> {
    const client = await pool.connect().catch(notReached);
    // The waiting statement gets the error too; without a listener it would end the process.
    const ignore = () => undefined;
    client.on('error', ignore);
    return { client, giveBack: (broken) => client.off('error', ignore).release(broken) };
  }

  /** Takes a connection, and begins a transaction on it. */
  function begun(begin: string): Promise<{ client: PoolClient; giveBack: (broken: boolean) => void }> {
    const beginning = async () => {
      const { client, giveBack } = await take();
      try {
        await client.query(small(begin));
        return { client, giveBack };
      } catch (error) {
        giveBack(isAway(error) || !(await cleared(client)));
        throw error;
      }
    };
    return breaker.run(beginning).catch(unavailable);
  }

  async function transaction<T>(
    begin: string,
    work: (db: Database) => Promise<T>,
    told: (error: unknown) => never,
  ): Promise<T> {
    const { client, giveBack } = await begun(begin);
    try {
      const result = await work(builderOn(client));
      await client.query('COMMIT');
      giveBack(false);
      return result;
    } catch (error) {
      giveBack(isAway(error) || !(await cleared(client)));
      return told(error);
    }
  }

  async function use<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const { client, giveBack } = await take();
    try {
      const result = await work(builderOver(client, patienceMs));
      giveBack(false);
      return result;
    } catch (error) {
      giveBack(isAway(error));
      throw error;
    }
  }

  async function longWriting<T>(begin: string, work: (db: Database) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { client, giveBack } = await begun(`${begin}; SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    let ended = false;
    // Closing the connection makes the server cancel the statement.
    const end = () => {
      if (!ended) giveBack(true);
      ended = true;
    };
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', end);
      const result = await work(builderOver(client, STATEMENT_TIMEOUT_MS));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      return unwritten(error);
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }

  return {
    use: (work) => breaker.run(() => use(work)).catch(unavailable),
    reading: (begin, work) => transaction(begin, work, unavailable),
    writing: (begin, work) => transaction(begin, work, unwritten),
    longWriting,
    async held(begin) {
      const { client, giveBack } = await begun(begin);
      return { db: builderOn(client), end: async () => giveBack(!(await cleared(client))) };
    },
    async close() {
      breaker.stop();
      await pool.end();
    },
  };
}

/** Kysely over one connection. It never gives the connection back to the pool: the caller that took it does. */
function builderOver(client: PoolClient, timeoutMs?: number): Database {
  // The client accepts another time limit only with the statement itself.
  const queryWithTimeout = (text: string, values: unknown[]) =>
    client.query({ text, query_timeout: timeoutMs } as unknown as string, values);
  const lent = {
    query: timeoutMs === undefined ? client.query.bind(client) : queryWithTimeout,
    release: () => undefined,
  };
  const pool = { connect: () => Promise.resolve(lent), end: () => Promise.resolve() };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
}

/** Whether the connection can be used again after this error. */
async function cleared(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

/** Throws what kept a connection from being made, such as a refused password. The client's message never holds the password. */
function notReached(cause: unknown): never {
  const Fault = isAway(cause) ? StoreUnreachable : StoreUnavailable;
  throw new Fault(`the view store cannot be reached: ${wordsOf(cause)}`, { cause, store: 'views' });
}

/** Throws an error of a statement as what it means to those who use the views. */
function unavailable(error: unknown): never {
  if (cannotWriteIn(error))
    throw new StoreUnavailable('the view store could not be written', { cause: error, store: 'views' });
  if (isAway(error)) throw new StoreUnreachable('the view store does not answer', { cause: error, store: 'views' });
  if (lacksResources(error))
    throw new StoreUnavailable('the view store could not be read', { cause: error, store: 'views' });
  throw error;
}
