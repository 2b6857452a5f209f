import { randomBytes } from 'node:crypto';
import { isHeldByOthers } from '@jalon/postgres';
import { sql } from 'kysely';
import type { Builds, Database, NamedIndex } from '../backend.js';
import { LEASES, liveName, PROJECTIONS } from '../bookkeeping.js';
import { createPublished, showTables } from './bi-views.js';
import { BUILD, OWN, type Connections } from './connections.js';

/** Schemas of old builds, to be dropped once no earlier reading can see them. */
const LEFT_BEHIND = 'jalon_left_behind';

/** Adds to the store's own tables what only PostgreSQL needs. May be called again. */
export async function createBuildTables(db: Database): Promise<void> {
  await sql`ALTER TABLE ${sql.table(PROJECTIONS)} ADD COLUMN IF NOT EXISTS schema text`.execute(db);
  // Leases from before their lengths were stored.
  await sql`ALTER TABLE ${sql.table(LEASES)} ADD COLUMN IF NOT EXISTS "lengthMs" bigint`.execute(db);
  await sql`CREATE TABLE IF NOT EXISTS ${sql.table(LEFT_BEHIND)} (schema text PRIMARY KEY, since xid8 NOT NULL)`.execute(
    db,
  );
  await createPublished(db);
  // Where somebody dropped only our own schema, its builds are left over.
  await sql`
    INSERT INTO ${sql.table(LEFT_BEHIND)} (schema, since) SELECT nspname, pg_current_xact_id() FROM pg_namespace
    WHERE starts_with(nspname, ${BUILD})
      AND NOT EXISTS (SELECT FROM ${sql.table(PROJECTIONS)} AS named WHERE named.schema = nspname)
    ON CONFLICT DO NOTHING`.execute(db);
}

/**
 * Every build has a schema of its own, and a reading finds in its own snapshot which schema is live. Tables are neither renamed
 * nor dropped while it is read: PostgreSQL looks up names as of now, whatever the snapshot, and both would wait for every
 * reading to end.
 */
export const builds: Builds = {
  prefix: '',

  async make(db, projection) {
    const schema = `${BUILD}${liveName(projection)}_${randomBytes(4).toString('hex')}`;
    await sql`CREATE SCHEMA ${sql.id(schema)}`.execute(db);
    await sql`SELECT set_config('search_path', quote_ident(${schema}) || ', ' || ${OWN}, true)`.execute(db);
    return { schema };
  },

  async enter(db, projection) {
    await sql`
      SELECT set_config('search_path', quote_ident(schema) || ', ' || ${OWN}, true)
      FROM ${sql.table(PROJECTIONS)} WHERE projection = ${projection}`.execute(db);
  },

  async remove(db, projection) {
    await sql`
      INSERT INTO ${sql.table(LEFT_BEHIND)} (schema, since)
      SELECT schema, pg_current_xact_id() FROM ${sql.table(PROJECTIONS)} WHERE projection = ${projection}`.execute(db);
  },

  /** The query planner knows nothing yet of tables that were just filled. */
  async filled(db, tables) {
    for (const table of tables) await sql`ANALYZE ${sql.table(table)}`.execute(db);
  },

  /** The names of the BI views never change. */
  publish: (db, projection) => showTables(db, projection),

  async show(db, projection) {
    await builds.enter(db, projection.name);
    return showTables(db, projection, { ifOtherwise: true });
  },

  async indexesNamed(db, names) {
    const { rows } = await sql<NamedIndex>`
      SELECT indexname AS name, tablename AS "table" FROM pg_indexes
      WHERE schemaname = current_schema() AND indexname = ANY(${sql.val([...names])})`.execute(db);
    return rows;
  },
};

/** Drops the schemas that were left behind before the oldest reading under way began. */
export async function sweepLeftBehind(connections: Connections): Promise<void> {
  for (const schema of await connections.use(unread)) {
    try {
      await connections.writing(
        `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '500ms'`,
        async (db) => {
          await sql`DROP SCHEMA IF EXISTS ${sql.id(schema)} CASCADE`.execute(db);
          await sql`DELETE FROM ${sql.table(LEFT_BEHIND)} WHERE schema = ${schema}`.execute(db);
        },
      );
    } catch (error) {
      // A transaction that goes on has read it: the next sweep drops it.
      if (!isHeldByOthers(error)) throw error;
    }
  }
}

async function unread(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ schema: string }>`
    SELECT schema FROM ${sql.table(LEFT_BEHIND)} AS behind
    WHERE NOT EXISTS (
      SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND age(backend_xmin) >= age(behind.since::xid)
    ) ORDER BY schema`.execute(db);
  return rows.map(({ schema }) => schema);
}
