import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import { Client, Pool, type ClientConfig, type PoolClient } from 'pg';
import { askPasswordFile, isHeldByOthers } from '@jalon/postgres';
import type { SqlDatabase } from '../database/key-database.js';

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
const CONNECTIONS = 5;

// READ COMMITTED, whatever the server's default, so that reads under a lock see everything committed before it.
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

// Whatever the server's default: an answer is given only once the commit is on the disk.
const LOCK_DURABLY = `
  SELECT pg_advisory_xact_lock(hashtextextended('jalon keys ' || name, 0)),
    CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
  FROM unnest($1::text[]) WITH ORDINALITY AS locks (name, place) ORDER BY place
`;

const HOLD_MS = 3_000;
const HOLD = {
  shared: 'SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))',
  alone: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
};

class KeyClient extends Client {
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
}

export type Release = () => Promise<void>;

/** What Kysely asks of a connection. */
interface Lent {
  query(text: string, values: unknown[]): Promise<unknown>;
  release(): void;
}

/**
 * Opens `schema` in the database at `url`.
 *
 * @param tables the SQL that makes what is not there yet, by one of several processes that start at once
 */
export async function openDatabase<Tables>(
  url: string,
  schema: string,
  tables: string,
): Promise<PostgresDatabase<Tables>> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    Client: KeyClient as unknown as new () => Client,
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

  const db = builderOver(async () => {
    const { client, giveBack } = await take();
    let broken = false;
    return {
      async query(text, values) {
        try {
          return await client.query(text, values);
        } catch (error) {
          broken = true;
          throw error;
        }
      },
      release: () => giveBack(broken),
    };
  });

  const database: PostgresDatabase<Tables> = {
    db,

    async transaction(locks, work) {
      const { client, giveBack } = await take();
      try {
        await client.query(BEGIN);
        await client.query(LOCK_DURABLY, [locks]);
        const result = await work(builderOf(client));
        await client.query('COMMIT');
        giveBack(false);
        return result;
      } catch (error) {
        giveBack(true);
        throw error;
      }
    },

    async hold(name, how) {
      const { client, giveBack } = await take();
      try {
        // A lock of a transaction, not of the session: a pooler in between keeps its connection together.
        await client.query(BEGIN);
        await client.query(`SET LOCAL lock_timeout = ${HOLD_MS}; SET LOCAL idle_in_transaction_session_timeout = 0`);
        await client.query(HOLD[how], [`jalon keys ${name}`]);
      } catch (error) {
        giveBack(true);
        if (isHeldByOthers(error)) return null;
        throw error;
      }
      const end = () => giveBack(true);
      return () => client.query('ROLLBACK').then(end, end);
    },

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

    close: () => pool.end(),
  };

  try {
    await database.transaction(['schema'], (within) => sql.raw(tables).execute(within));
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
