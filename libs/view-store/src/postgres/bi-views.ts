import { sql, type RawBuilder } from 'kysely';
import type { Projection, Table } from '@jalon/kernel';
import { isHeldByOthers } from '@jalon/postgres';
import { BI_PROGRESS, biColumns, biProgress, biSelection, biView, starTables } from '../bi-views.js';
import type { Database } from '../backend.js';
import { BUILD, OWN } from './connections.js';

/** The schema of the BI views and of nothing else: the account of a BI tool has access to this schema alone. */
export const BI = 'jalon_bi';
/** Keeps the definitions of others' SQL views that had to be dropped. */
const DROPPED = 'jalon_dropped_views';

/** The last time zone in which a day ends is twelve hours behind UTC. */
const YESTERDAY_EVERYWHERE = sql`((now() AT TIME ZONE 'UTC' - interval '12 hours')::date - 1)::text`;

/** May be called again. */
export async function createPublished(db: Database): Promise<void> {
  await sql`
    CREATE TABLE IF NOT EXISTS ${sql.table(DROPPED)} (
      name text NOT NULL, owner text NOT NULL, "becauseOf" text NOT NULL, definition text NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    )`.execute(db);
  await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(BI)}`.execute(db);
  const known = await sql`SELECT FROM pg_views WHERE schemaname = ${BI} AND viewname = ${BI_PROGRESS}`.execute(db);
  // An earlier version had its BI views in our own schema.
  const { rows } = await sql<{ name: string }>`SELECT viewname AS name FROM pg_views WHERE schemaname = ${OWN}`.execute(
    db,
  );
  for (const { name } of rows) await dropView(db, OWN, name);
  if (known.rows.length === 0) await sql`CREATE VIEW ${sql.id(BI, BI_PROGRESS)} AS ${biProgress()}`.execute(db);
}

/**
 * Makes the BI views of a projection read the build that was entered; with `ifOtherwise`, only views whose definition differs.
 * SQL views that others built upon them stay while every old column still exists, since new columns are added at the end.
 * Otherwise they are dropped: a view cannot lose a column that another view uses, and not to swap the build would be worse.
 * Returns the names of what was dropped.
 */
export async function showTables(
  db: Database,
  projection: Projection,
  { ifOtherwise = false } = {},
): Promise<readonly string[]> {
  // A reader in a long transaction must not make all later readers wait as long.
  await sql`SET LOCAL lock_timeout = '2s'`.execute(db);
  const dropped: string[] = [];
  for (const table of starTables(projection)) {
    const name = biView(table.name);
    const meant = biSelection(table, biColumns(table), YESTERDAY_EVERYWHERE).compile(db).sql;
    if (ifOtherwise && meant === (await meaningOf(db, name))) continue;
    dropped.push(...(await unlessHeld(name, showTable(db, table, meant))));
  }
  for (const name of await otherViewsOf(db, projection))
    dropped.push(...(await unlessHeld(name, dropView(db, BI, name))));
  return dropped;
}

async function showTable(db: Database, table: Table, meant: string): Promise<readonly string[]> {
  const name = biView(table.name);
  const before = await columnsOf(db, `"${BI}"."${name}"`);
  const now = (await columnsOf(db, `"${table.name}"`)).filter((column) => biColumns(table).includes(column.name));
  const stays = ({ name: known, type }: Column) => now.some((column) => column.name === known && column.type === type);
  const kept = before.every(stays) ? before.map((column) => column.name) : [];
  const dropped = before.every(stays) ? [] : await dropView(db, BI, name);
  const added = now.map((column) => column.name).filter((column) => !kept.includes(column));
  await createView(db, name, biSelection(table, [...kept, ...added], YESTERDAY_EVERYWHERE), meant);
  return dropped;
}

/** @throws Error that says what to do, when a reader's transaction keeps a view from being changed */
async function unlessHeld<T>(view: string, changing: Promise<T>): Promise<T> {
  try {
    return await changing;
  } catch (cause) {
    if (!isHeldByOthers(cause)) throw cause;
    const sentence = `${BI}.${view} is being read in a transaction that goes on: end it, then try again`;
    throw new Error(sentence, { cause });
  }
}

/** The BI views upon any build of a projection that belong to none of its tables any more. */
async function otherViewsOf(db: Database, projection: Projection): Promise<readonly string[]> {
  const views = starTables(projection).map(({ name }) => biView(name));
  const { rows } = await sql<{ name: string }>`
    SELECT DISTINCT pg_class.relname AS name FROM pg_class
    JOIN pg_rewrite ON pg_rewrite.ev_class = pg_class.oid
    JOIN pg_depend ON pg_depend.classid = 'pg_rewrite'::regclass AND pg_depend.objid = pg_rewrite.oid
    JOIN pg_class AS built ON pg_depend.refclassid = 'pg_class'::regclass AND built.oid = pg_depend.refobjid
    JOIN pg_namespace AS build ON build.oid = built.relnamespace
    WHERE pg_class.relnamespace = to_regnamespace(${BI}) AND pg_class.relname <> ALL (${sql.val(views)})
      AND build.nspname ~ ${`^${BUILD}${projection.name}_[0-9a-f]{8}$`}`.execute(db);
  return rows.map(({ name }) => name);
}

/** A security barrier: no function in a reader's own condition sees a row that is hidden. */
async function createView(db: Database, name: string, selection: RawBuilder<unknown>, meant: string): Promise<void> {
  const view = sql.id(BI, name);
  await sql`CREATE OR REPLACE VIEW ${view} WITH (security_barrier = true) AS ${selection}`.execute(db);
  await sql`COMMENT ON VIEW ${view} IS ${sql.lit(meant)}`.execute(db);
}

async function meaningOf(db: Database, name: string): Promise<string | null> {
  const { rows } = await sql<{ meant: string | null }>`
    SELECT obj_description(to_regclass(${sql.lit(`"${BI}"."${name}"`)}), 'pg_class') AS meant`.execute(db);
  return rows[0]?.meant ?? null;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(db: Database, relation: string): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = to_regclass(${sql.lit(relation)}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`.execute(db);
  return rows;
}

async function dropView(db: Database, schema: string, view: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    WITH RECURSIVE resting (oid) AS (
      SELECT to_regclass(${sql.lit(`"${schema}"."${view}"`)})::oid
      UNION
      SELECT pg_rewrite.ev_class FROM resting
      JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = resting.oid AND classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite ON pg_rewrite.oid = objid
    )
    INSERT INTO ${sql.table(DROPPED)} (name, owner, "becauseOf", definition)
    SELECT format('%I.%I', nspname, relname), pg_get_userbyid(relowner), ${view}, pg_get_viewdef(pg_class.oid)
    FROM resting JOIN pg_class ON pg_class.oid = resting.oid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE (nspname, relname) <> (${schema}, ${view})
    RETURNING name`.execute(db);
  await sql`DROP VIEW IF EXISTS ${sql.id(schema, view)} CASCADE`.execute(db);
  return rows.map(({ name }) => name);
}
