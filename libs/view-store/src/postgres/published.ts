import { sql } from 'kysely';
import type { Database } from '../database.js';
import { OWN } from './database.js';

/** How what had to go was defined, for who made it. */
const DROPPED = 'jalon_dropped_views';

/** To be called again and again. */
export async function createDroppedViews(db: Database): Promise<void> {
  await sql`
    CREATE TABLE IF NOT EXISTS ${sql.table(DROPPED)} (
      name text NOT NULL, owner text NOT NULL, "becauseOf" text NOT NULL, definition text NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    )`.execute(db);
}

/**
 * Has BI tools read, under the table's name, the table that names are looked up in now. What they have made upon it stays
 * while every column that it had is there still, since new ones are added behind; else it goes, for a view cannot lose a column
 * under another, and a build that is never swapped in would be worse. Answers with the names of what went.
 */
export async function publishTable(db: Database, table: string): Promise<readonly string[]> {
  const before = await columnsOf(db, sql.lit(`"${OWN}"."${table}"`));
  const now = await columnsOf(db, sql.lit(`"${table}"`));
  const stays = (column: Column) => now.some(({ name, type }) => name === column.name && type === column.type);
  const dropped = before.every(stays) ? [] : await dropPublished(db, table);
  const kept = before.every(stays) ? before.map(({ name }) => name) : [];
  const added = now.map(({ name }) => name).filter((name) => !kept.includes(name));
  const columns = sql.join([...kept, ...added].map((name) => sql.id(name)));
  await sql`CREATE OR REPLACE VIEW ${sql.id(OWN, table)} AS SELECT ${columns} FROM ${sql.table(table)}`.execute(db);
  return dropped;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(db: Database, relation: ReturnType<typeof sql.lit>): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = to_regclass(${relation}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`.execute(db);
  return rows;
}

async function dropPublished(db: Database, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    WITH RECURSIVE resting (oid) AS (
      SELECT to_regclass(${sql.lit(`"${OWN}"."${table}"`)})::oid
      UNION
      SELECT pg_rewrite.ev_class FROM resting
      JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = resting.oid AND classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite ON pg_rewrite.oid = objid
    )
    INSERT INTO ${sql.table(DROPPED)} (name, owner, "becauseOf", definition)
    SELECT format('%I.%I', nspname, relname), pg_get_userbyid(relowner), ${table}, pg_get_viewdef(pg_class.oid)
    FROM resting JOIN pg_class ON pg_class.oid = resting.oid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE (nspname, relname) <> (${OWN}, ${table})
    RETURNING name`.execute(db);
  await sql`DROP VIEW ${sql.id(OWN, table)} CASCADE`.execute(db);
  return rows.map(({ name }) => name);
}
