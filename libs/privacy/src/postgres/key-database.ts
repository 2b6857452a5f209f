import { Client, Pool, type ClientConfig, type PoolClient } from 'pg';
import { askPasswordFile, isHeldByOthers } from '@jalon/postgres';

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
const CONNECTIONS = 5;

const PARTS = 16;

// Whatever the server's default: what is read under a lock is what was committed before it was had.
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS jalon_keys;
  CREATE TABLE IF NOT EXISTS jalon_keys.wrapping (
    one integer PRIMARY KEY CHECK (one = 1),
    check_value bytea NOT NULL
  );
  -- In parts, since the part of a destroyed key is written anew.
  CREATE TABLE IF NOT EXISTS jalon_keys.keys (
    kid text NOT NULL,
    tenant text NOT NULL,
    subject text NOT NULL,
    purpose text NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (tenant, subject, purpose)
  ) PARTITION BY HASH (tenant, subject);
  CREATE INDEX IF NOT EXISTS keys_by_kid ON jalon_keys.keys (kid);
  DO $$ BEGIN
    FOR part IN 0 .. ${PARTS - 1} LOOP
      EXECUTE format(
        'CREATE TABLE IF NOT EXISTS jalon_keys.keys_%s PARTITION OF jalon_keys.keys FOR VALUES WITH (MODULUS ${PARTS}, REMAINDER %s)',
        part, part
      );
    END LOOP;
  END $$;
  CREATE TABLE IF NOT EXISTS jalon_keys.destroyed (
    tenant text NOT NULL,
    subject text NOT NULL,
    purpose text NOT NULL,
    kid text UNIQUE, -- null where the subject had no key yet
    PRIMARY KEY (tenant, subject, purpose)
  );
  -- The list apart that this store was kept with.
  CREATE TABLE IF NOT EXISTS jalon_keys.destroyed_list (
    one integer PRIMARY KEY CHECK (one = 1),
    id text NOT NULL
  );
  -- The parts that were not written anew since a key was last deleted from them.
  CREATE TABLE IF NOT EXISTS jalon_keys.traces (part text PRIMARY KEY);
  CREATE OR REPLACE FUNCTION jalon_keys.only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the list of destroyed keys only grows'; END $$;
  CREATE OR REPLACE TRIGGER destroyed_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON jalon_keys.destroyed
    FOR EACH STATEMENT EXECUTE FUNCTION jalon_keys.only_grows();
`;

// Whatever the server's default: an answer is given only once the commit is on the disk.
const LOCK_DURABLY = `
  SELECT pg_advisory_xact_lock(hashtextextended($1, 0)),
    CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
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

/** A database whose keys are in a schema of their own, so that it may hold other things of ours beside. */
export interface KeyDatabase {
  /** The rows that a statement gives. */
  readonly rows: <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  /**
   * Runs `work` in a transaction: durable when this resolves, undone when it throws. `name` is locked until its end, for
   * all who lock the same.
   */
  readonly transaction: <T>(name: string, work: (rows: KeyDatabase['rows']) => Promise<T>) => Promise<T>;
  /**
   * Locks `name` until what it gives is called, or the connection is lost; null where somebody else has it for longer than
   * an end of theirs may take.
   */
  readonly hold: (name: string, how: keyof typeof HOLD) => Promise<Release | null>;
  readonly close: () => Promise<void>;
}

export type Release = () => Promise<void>;

/** Opens the key database, its tables made when absent, by one of several that start at once. */
export function openKeyDatabase(url: string): Promise<KeyDatabase> {
  return openDatabase(url, SCHEMA);
}

/** Opens a database of this room's, in which `schema` makes what is not there yet. */
export async function openDatabase(url: string, schema: string): Promise<KeyDatabase> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    Client: KeyClient as unknown as new () => Client,
  });
  // A connection lost while nobody used it: the next question opens another.
  pool.on('error', () => undefined);

  const rowsFrom =
    (connection: Pool | PoolClient): KeyDatabase['rows'] =>
    async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
      (await connection.query<Row>(sql, [...values])).rows;

  const database: KeyDatabase = {
    rows: rowsFrom(pool),

    async transaction(name, work) {
      const client = await pool.connect();
      // Told to the statement that waits, if one does: without a listener it would end the process.
      const hear = () => undefined;
      client.on('error', hear);
      try {
        await client.query(BEGIN);
        await client.query(LOCK_DURABLY, [`jalon keys ${name}`]);
        const result = await work(rowsFrom(client));
        await client.query('COMMIT');
        client.off('error', hear).release();
        return result;
      } catch (error) {
        // Ended with its connection, which may still wait for an answer.
        client.release(true);
        throw error;
      }
    },

    async hold(name, how) {
      const client = await pool.connect();
      const end = () => client.release(true);
      client.on('error', () => undefined);
      try {
        // A lock of a transaction, not of the session: a pooler in between keeps its connection together.
        await client.query(BEGIN);
        await client.query(`SET LOCAL lock_timeout = ${HOLD_MS}; SET LOCAL idle_in_transaction_session_timeout = 0`);
        await client.query(HOLD[how], [`jalon keys ${name}`]);
      } catch (error) {
        end();
        if (isHeldByOthers(error)) return null;
        throw error;
      }
      return () =>
        client.query('ROLLBACK').then(
          () => end(),
          () => end(),
        );
    },

    close: () => pool.end(),
  };

  try {
    await database.transaction('schema', (rows) => rows(schema));
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** @param name with its schema */
export async function hasTable({ rows }: Pick<KeyDatabase, 'rows'>, name: string): Promise<boolean> {
  const [found] = await rows<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [name]);
  return found?.there === true;
}
