import { sql, type RawBuilder } from 'kysely';
import type { Projection } from '@jalon/kernel';
import { isHeldByOthers } from '@jalon/postgres';
import { BI_PROGRESS, biViewsOf, starTables, type BiColumn, type BiType, type BiView } from '../bi-columns.js';
import { biProgress, biSelection, type BiDialect } from '../bi-views.js';
import type { Database } from '../backend.js';
import { BUILD } from './connections.js';

/** The schema of the BI views and of nothing else: the account of a BI tool has access to this schema alone. */
export const BI = 'jalon_bi';
/** Keeps the definitions of others' SQL views that had to be dropped. */
const DROPPED = 'jalon_dropped_views';
/** Keeps the definition with which each BI view was last made. */
const SHOWN = 'jalon_shown_views';

/** What BI tools read in PostgreSQL, by its own names of types. */
export const POSTGRES_TYPES: Readonly<Record<BiType, string>> = {
  text: 'text',
  date: 'date',
  time: 'time without time zone',
  instant: 'timestamp with time zone',
  integer: 'bigint',
  boolean: 'boolean',
  json: 'jsonb',
};

const dialect: BiDialect = {
  // The last time zone in which a day ends is twelve hours behind UTC.
  yesterdayEverywhere: sql`((now() AT TIME ZONE 'UTC' - interval '12 hours')::date - 1)::text`,
  // In the order of code points, as the tables' own texts are.
  field: (json, path) => sql`(${json} #>> ${sql.lit(`{${path.join(',')}}`)}) COLLATE "C"`,
  typed: (value, { type, storedAs }) =>
    type === storedAs && type !== 'json' ? value : sql`(${value})::${sql.raw(POSTGRES_TYPES[type])}`,
};

/** May be called again. */
export async function createPublished(db: Database): Promise<void> {
  await sql`
    CREATE TABLE IF NOT EXISTS ${sql.table(DROPPED)} (
      name text NOT NULL, owner text NOT NULL, "becauseOf" text NOT NULL, definition text NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    )`.execute(db);
  await sql`CREATE TABLE IF NOT EXISTS ${sql.table(SHOWN)} (name text PRIMARY KEY, definition text NOT NULL)`.execute(
    db,
  );
  await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(BI)}`.execute(db);
  await showView(db, BI_PROGRESS, (columns) => biProgress(columns, dialect), await shownDefinitions(db));
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
  const dropped: string[] = [];
  const unchanged = ifOtherwise ? await shownDefinitions(db) : new Map<string, string>();
  for (const table of starTables(projection))
    for (const view of biViewsOf(table)) {
      const selection = (columns: readonly BiColumn[]) => biSelection(table, view, columns, dialect);
      dropped.push(...(await showView(db, view, selection, unchanged)));
    }
  for (const name of await otherViewsOf(db, projection))
    dropped.push(...(await unlessHeld(db, name, () => dropView(db, name))));
  return dropped;
}

type Selection = (columns: readonly BiColumn[]) => RawBuilder<unknown>;

/**
 * Makes one BI view, with its comments. Columns that it has already keep their place, as PostgreSQL demands.
 *
 * @param unchanged definitions by view: one that is this view's is left as it is
 */
async function showView(
  db: Database,
  view: BiView,
  selection: Selection,
  unchanged: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const definition = sql`${selection(view.columns)}; ${commentsOn(view)}`.compile(db).sql;
  if (definition === unchanged.get(view.name)) return [];
  return unlessHeld(db, view.name, () => makeView(db, view, selection, definition));
}

async function makeView(
  db: Database,
  view: BiView,
  selection: Selection,
  definition: string,
): Promise<readonly string[]> {
  const before = await columnsOf(db, view.name);
  const stays = before.every(({ name, type }) =>
    view.columns.some((column) => column.name === name && POSTGRES_TYPES[column.type] === type),
  );
  const dropped = stays ? [] : await dropView(db, view.name);
  const places = stays ? before.map(({ name }) => name) : [];
  const kept = places.flatMap((name) => view.columns.filter((column) => column.name === name));
  const added = view.columns.filter(({ name }) => !places.includes(name));
  // A security barrier: no function in a reader's own condition sees a row that is hidden.
  await sql`
    CREATE OR REPLACE VIEW ${sql.id(BI, view.name)} WITH (security_barrier = true)
    AS ${selection([...kept, ...added])}`.execute(db);
  await commentsOn(view).execute(db);
  await sql`
    INSERT INTO ${sql.table(SHOWN)} (name, definition) VALUES (${view.name}, ${definition})
    ON CONFLICT (name) DO UPDATE SET definition = excluded.definition`.execute(db);
  return dropped;
}

/** What docs/views.md says of the view, for tools that show comments. One statement each, sent together. */
function commentsOn({ name, meaning, columns }: BiView): RawBuilder<unknown> {
  const view = sql`COMMENT ON VIEW ${sql.id(BI, name)} IS ${sql.lit(meaning)}`;
  const each = columns.map(({ name: column, meaning: means, unit }) => {
    const said = unit !== undefined ? `${means} (${unit})` : means;
    return sql`COMMENT ON COLUMN ${sql.id(BI, name, column)} IS ${sql.lit(said)}`;
  });
  return sql.join([view, ...each], sql`; `);
}

/** @throws Error that says what to do, when a reader's transaction keeps a view from being changed */
async function unlessHeld<T>(db: Database, view: string, change: () => Promise<T>): Promise<T> {
  // A reader in a long transaction must not make all later readers wait as long.
  await sql`SET LOCAL lock_timeout = '2s'`.execute(db);
  try {
    const changed = await change();
    await sql`SET LOCAL lock_timeout TO DEFAULT`.execute(db);
    return changed;
  } catch (cause) {
    if (!isHeldByOthers(cause)) throw cause;
    const sentence = `${BI}.${view} is being read in a transaction that goes on: end it, then try again`;
    throw new Error(sentence, { cause });
  }
}

/** The BI views of ours upon any build of a projection that belong to none of its tables any more. */
async function otherViewsOf(db: Database, projection: Projection): Promise<readonly string[]> {
  const views = starTables(projection).flatMap((table) => biViewsOf(table).map(({ name }) => name));
  const { rows } = await sql<{ name: string }>`
    SELECT DISTINCT pg_class.relname AS name FROM pg_class
    JOIN pg_rewrite ON pg_rewrite.ev_class = pg_class.oid
    JOIN pg_depend ON pg_depend.classid = 'pg_rewrite'::regclass AND pg_depend.objid = pg_rewrite.oid
    JOIN pg_class AS built ON pg_depend.refclassid = 'pg_class'::regclass AND built.oid = pg_depend.refobjid
    JOIN pg_namespace AS build ON build.oid = built.relnamespace
    WHERE pg_class.relnamespace = to_regnamespace(${BI}) AND pg_class.relname <> ALL (${sql.val(views)})
      AND pg_class.relname IN (SELECT name FROM ${sql.table(SHOWN)}) AND build.nspname ~ ${`^${BUILD}${projection.name}_[0-9a-f]{8}$`}`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

/** The definition of each BI view that is there. */
async function shownDefinitions(db: Database): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; definition: string }>`
    SELECT name, shown.definition FROM ${sql.table(SHOWN)} AS shown
    JOIN pg_views ON schemaname = ${BI} AND viewname = name`.execute(db);
  return new Map(rows.map(({ name, definition }) => [name, definition]));
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(db: Database, view: string): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = to_regclass(${sql.lit(`"${BI}"."${view}"`)}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`.execute(
    db,
  );
  return rows;
}

/** Drops a BI view. Returns the names of the SQL views of others that rested on it, which are dropped with it. */
async function dropView(db: Database, view: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    WITH RECURSIVE resting (oid) AS (
      SELECT to_regclass(${sql.lit(`"${BI}"."${view}"`)})::oid
      UNION
      SELECT pg_rewrite.ev_class FROM resting
      JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = resting.oid AND classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite ON pg_rewrite.oid = objid
    )
    INSERT INTO ${sql.table(DROPPED)} (name, owner, "becauseOf", definition)
    SELECT format('%I.%I', nspname, relname), pg_get_userbyid(relowner), ${view}, pg_get_viewdef(pg_class.oid)
    FROM resting JOIN pg_class ON pg_class.oid = resting.oid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE (nspname, relname) <> (${BI}, ${view})
    RETURNING name`.execute(db);
  await sql`DROP VIEW IF EXISTS ${sql.id(BI, view)} CASCADE`.execute(db);
  return rows.map(({ name }) => name);
}
