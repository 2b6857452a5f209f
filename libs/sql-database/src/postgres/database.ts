import { randomBytes } from 'node:crypto';
import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import { Client, Pool, TypeOverrides, types, type ClientConfig, type PoolClient, type QueryConfig } from 'pg';
import type { CircuitBreaker } from '@jalon/circuit-breaker';
import { cannotWriteIn, PROBE_BYTES, writeWatch } from '@jalon/ports';
import {
  askPasswordFile,
  asCannotWrite,
  isHeldByOthers,
  PATIENCE_MS,
  postgresBreaker,
  urlWithoutCredentials,
} from '@jalon/postgres';
import type { SqlDatabase } from '../sql-database.js';

/** Statements of a transaction may wait for the locks of others. */
const ANSWER_MS = 10_000;
const CONNECTIONS = 5;

// READ COMMITTED, whatever the server's default, so that reads under a lock see everything committed before it.
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

// Whatever the server's default: an answer is given only once the commit is on the disk.
const LOCK_DURABLY = `
  SELECT pg_advisory_xact_lock(hashtextextended($2 || ' ' || name, 0)),
    CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
  FROM unnest($1::text[]) WITH ORDINALITY AS locks (name, place) ORDER BY place
`;

/** `bigint` comes as a number: none of ours comes near 2^53. */
const wholeNumbers = new TypeOverrides();
wholeNumbers.setTypeParser(types.builtins.INT8, Number);

const HOLD_MS = 3_000;
const HOLD = {
  shared: 'SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))',
  alone: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
};

/** Asks for its password in PostgreSQL's own file. */
class PasswordFileClient extends Client {
  constructor(config: ClientConfig) {
    super(config);
    askPasswordFile(this);
  }
}

/** Tables in a schema of their own, so that the database may hold other things of ours too. */
export interface PostgresDatabase<Tables> extends SqlDatabase<Tables> {
  /**
   * Locks `name` until the returned function is called, or the connection is lost; null where another connection has it
   * for longer than 3 s, which a copy that is ending may take.
   */
  readonly hold: (name: string, how: keyof typeof HOLD) => Promise<Release | null>;
  /** @throws CannotWrite while writes fail */
  readonly checkWriting: () => Promise<void>;
}

export type Release = () => Promise<void>;

export interface DatabaseOptions {
  /**
   * How long the server may take to answer small requests, in milliseconds; 30 s by default. Once several in a row were late,
   * further ones fail at once.
   */
  readonly patienceMs?: number;
  /** One that several openings share, which does not end with them; by default one of its own. */
  readonly breaker?: CircuitBreaker;
}

/** The circuit breaker of a server that is opened more than once. */
export const breakerFor = (url: string, patienceMs = PATIENCE_MS): CircuitBreaker =>
  postgresBreaker(() => new PasswordFileClient({ connectionString: url, connectionTimeoutMillis: patienceMs }));

/** What Kysely asks of a connection. */
interface Lent {
  query(text: string, values: unknown[]): Promise<unknown>;
  release(): void;
}

export interface DatabasePlace {
  /** `postgres://user:password@host:port/database`; it is never shown, nor what it holds. */
  readonly url: string;
  readonly schema: string;
  /** What the names of its advisory locks begin with: they hold for the whole database. */
  readonly locks: string;
}

/**
 * Opens a schema.
 *
 * @param tables the SQL that makes what is not there yet, by one of several processes that start at once; empty where nothing
 *   is made; null where the database need not answer yet
 */
export async function openDatabase<Tables>(
  { url, schema, locks: prefix }: DatabasePlace,
  tables: string | null,
  { patienceMs = PATIENCE_MS, breaker: shared }: DatabaseOptions = {},
): Promise<PostgresDatabase<Tables>> {
  const breaker = shared ?? breakerFor(url, patienceMs);
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: patienceMs,
    query_timeout: ANSWER_MS,
    types: wholeNumbers,
    Client: PasswordFileClient as unknown as new () => Client,
  });
  // A connection lost while nobody used it: the next statement opens another.
  pool.on('error', () => undefined);

  /** `giveBack` ends a broken connection, which may still wait for an answer. */
  async function take(): Promise<{ client: PoolClient; giveBack: (broken: boolean) => void }> {
    const client = await pool.connect();
    // A statement that waits fails by itself; without a listener the event would end the process.
    const ignore = () => undefined;
    client.on('error', ignore);
    return {
      client,
      giveBack(broken) {
        if (!broken) client.off('error', ignore);
        client.release(broken);
      },
    };
  }

  function builderOver(connect: () => Promise<Lent>): Kysely<Tables> {
    const lending = { connect, end: () => Promise.resolve() } as unknown as PostgresPool;
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: lending }) }).withSchema(schema);
  }

  /** A builder over one connection, which it does not give back. */
  function builderOf(client: PoolClient): Kysely<Tables> {
    const known = builders.get(client);
    if (known) return known;
    const lent: Lent = { query: (text, values) => client.query(text, values), release: () => undefined };
    const builder = builderOver(() => Promise.resolve(lent));
    builders.set(client, builder);
    return builder;
  }
  const builders = new WeakMap<PoolClient, Kysely<Tables>>();

  /** Runs one statement, outside any transaction. */
  async function ask(text: string, values: unknown[]): Promise<unknown> {
    const { client, giveBack } = await take();
    try {
      const answer = await client.query({ text, values, query_timeout: patienceMs } as QueryConfig);
      giveBack(false);
      return answer;
    } catch (error) {
      giveBack(true);
      throw error;
    }
  }

  const db = builderOver(() =>
    Promise.resolve({ query: (text, values) => breaker.run(() => ask(text, values)), release: () => undefined }),
  );

  /** Takes a connection, and begins a transaction on it. */
  const begun = () =>
    breaker.run(async () => {
      const taken = await take();
      try {
        await taken.client.query({ text: BEGIN, query_timeout: patienceMs } as QueryConfig);
        return taken;
      } catch (error) {
        taken.giveBack(true);
        throw error;
      }
    });

  const name = `${urlWithoutCredentials(url)} (${schema})`;
  /** Asks the disk for room by writing a row that cannot be compressed. Nothing of it stays. */
  async function probe(): Promise<void> {
    const { client, giveBack } = await begun();
    const table = `${schema}.write_probe_${randomBytes(4).toString('hex')}`;
    try {
      await client.query(`CREATE TABLE ${table} (bytes bytea)`);
      await client.query(`INSERT INTO ${table} VALUES ($1)`, [randomBytes(PROBE_BYTES)]);
    } catch (error) {
      throw asCannotWrite(name, error);
    } finally {
      // Ends the transaction, and what it has written.
      giveBack(true);
    }
  }
  const watch = writeWatch(probe);
  const database: PostgresDatabase<Tables> = {
    db,

    async transaction(locks, work) {
      const { client, giveBack } = await begun();
      try {
        await client.query(LOCK_DURABLY, [locks, prefix]);
        const result = await work(builderOf(client));
        await client.query('COMMIT');
        giveBack(false);
        watch.succeeded();
        return result;
      } catch (error) {
        giveBack(true);
        const fault = asCannotWrite(name, error);
        // Another store's fault within a transaction of this one is the other's alone.
        if (cannotWriteIn(fault)?.place === name) watch.failed(fault);
        throw fault;
      }
    },

    checkWriting: () => watch.check(),

    async hold(name, how) {
      // A lock of a transaction, not of the session: a pooler in between keeps its connection together.
      const { client, giveBack } = await begun();
      try {
        await client.query(`SET LOCAL lock_timeout = ${HOLD_MS}; SET LOCAL idle_in_transaction_session_timeout = 0`);
        await client.query(HOLD[how], [`${prefix} ${name}`]);
      } catch (error) {
        giveBack(true);
        if (isHeldByOthers(error)) return null;
        throw error;
      }
      const end = () => giveBack(true);
      return () => client.query('ROLLBACK').then(end, end);
    },

    schema,

    lockRow: sql`FOR SHARE`,

    async hasTable(name) {
      const found = await sql<{
        there: boolean;
      }>`SELECT to_regclass(${`${schema}.${name}`}) IS NOT NULL AS there`.execute(db);
      return found.rows[0]?.there === true;
    },

    async reach() {
      await db.selectNoFrom(sql`1`.as('one')).execute();
    },

    async close() {
      if (!shared) breaker.stop();
      await pool.end();
    },
  };

  try {
    // A database that is only read may be one that takes no writes.
    if (tables === '') await database.reach();
    else if (tables !== null) await database.transaction(['schema'], (within) => sql.raw(tables).execute(within));
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
