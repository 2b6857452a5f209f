import { sql, type Kysely } from 'kysely';
import { isHeldByOthers } from '@jalon/postgres';
import { ownedBy, type KeyDatabase, type KeyTables } from '../database/key-database.js';
import { openDatabase, type DatabaseOptions, type PostgresDatabase } from '@jalon/sql-database/postgres';

/** What the names of the locks begin with, those of the list of destroyed keys too. */
export const KEY_LOCKS = 'jalon keys';

const PARTS = 16;

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

const LOCK_TIMEOUT = '3s';
const UNIQUE_VIOLATION = '23505';

export type PostgresKeyDatabase = KeyDatabase & Pick<PostgresDatabase<KeyTables>, 'hold'>;

/** Opens the key database, its tables made when absent. */
export const openKeyDatabase = (url: string, options?: DatabaseOptions): Promise<PostgresKeyDatabase> =>
  openWith(url, SCHEMA, options);

/** Opens a key database that is only read; its tables may be absent. */
export const openKeyDatabaseToRead = (url: string): Promise<PostgresKeyDatabase> => openWith(url, '');

async function openWith(url: string, tables: string, options?: DatabaseOptions): Promise<PostgresKeyDatabase> {
  const database = await openDatabase<KeyTables>({ url, schema: 'jalon_keys', locks: KEY_LOCKS }, tables, options);
  return {
    ...database,

    async deleteKey(db, owner) {
      const part = sql<string>`tableoid::regclass::text`.as('part');
      const deleted = await db.deleteFrom('keys').where(ownedBy(owner)).returning(part).executeTakeFirst();
      if (!deleted) return;
      await sql`INSERT INTO jalon_keys.traces VALUES (${deleted.part}) ON CONFLICT DO NOTHING`.execute(db);
    },

    clearTraces: () => clearTraces(database),
    tracesRemain: 'destroyed, but the store’s keys are in use: ask again',

    async expectTraces() {
      // Rows that were inserted and never committed stay in the pages: where a copy is cut off, the next one writes all parts anew.
      const parts = sql`SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'jalon_keys.keys'::regclass`;
      await database.transaction(['traces'], (db) =>
        sql`INSERT INTO jalon_keys.traces ${parts} ON CONFLICT DO NOTHING`.execute(db),
      );
    },

    async forgetTraces(db) {
      await sql`DELETE FROM jalon_keys.traces`.execute(db);
    },

    isTaken: (error) => (error as { readonly code?: unknown }).code === UNIQUE_VIOLATION,

    async reach() {
      await database.db.selectFrom('wrapping').select('one').execute();
      await database.checkWriting();
    },
  };
}

/**
 * Writes each part of the table of keys anew from which a key was deleted: a deleted row stays in its pages, after a vacuum
 * too. The old pages are given back to the file system at once, even where somebody still reads as of an earlier moment.
 */
async function clearTraces({ db, transaction }: PostgresDatabase<KeyTables>): Promise<boolean> {
  const { rows } = await sql<{ part: string }>`SELECT part FROM jalon_keys.traces ORDER BY part`.execute(db);
  try {
    for (const { part } of rows) await transaction(['traces'], (within) => writeAnew(within, part));
    return true;
  } catch (error) {
    // Another connection holds the table, as a backup does.
    if (isHeldByOthers(error)) return false;
    throw error;
  }
}

async function writeAnew(db: Kysely<KeyTables>, part: string): Promise<void> {
  await sql
    .raw(
      `
        SET LOCAL lock_timeout = '${LOCK_TIMEOUT}';
        LOCK TABLE ${part} IN ACCESS EXCLUSIVE MODE;
        CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM ${part};
        TRUNCATE ${part};
        INSERT INTO ${part} SELECT * FROM kept;
      `,
    )
    .execute(db);
  await sql`DELETE FROM jalon_keys.traces WHERE part = ${part}`.execute(db);
}
