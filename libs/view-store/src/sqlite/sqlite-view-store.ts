import type { Projection } from '@jalon/kernel';
import type { ViewStore } from '@jalon/ports';
import { asCannotWrite } from '@jalon/sqlite';
import { sql, type RawBuilder } from 'kysely';
import type { Backend, Builds, Database } from '../backend.js';
import { BI_PROGRESS, biHistory, biView, biViewsOf } from '../bi-columns.js';
import { biProgress, biSelection, type BiDialect } from '../bi-views.js';
import { INSTALLATION, LEASES, PARKED, PROJECTIONS, createOwnTables } from '../bookkeeping.js';
import { preparedViewStore, viewStoreOver, type ViewStoreHooks } from '../view-store.js';
import { beginReading, ConnectionPool, connect, inTransaction, unavailable } from './connections.js';
import { rowStatements } from './row-statements.js';

const MOST_READERS = 4;
/** Begins the names of shadow tables: no projection's own names begin so. */
const SHADOW_TABLES = 'next_';

/** SQLite has no types for days and moments: they stay ISO texts, which its functions of dates and times read. */
const dialect: BiDialect = {
  // The last time zone in which a day ends is twelve hours behind UTC.
  yesterdayEverywhere: sql`date('now', '-12 hours', '-1 day')`,
  field: (json, path) => sql`json_extract(${json}, ${sql.lit(`$.${path.join('.')}`)})`,
  typed: (value, { type, storedAs, path }) =>
    type === 'integer' && storedAs === 'text' && path.length === 0 ? sql`CAST(${value} AS INTEGER)` : value,
};

const types = { text: 'text', integer: 'bigint', boolean: 'integer', json: 'text', bytes: 'blob' } as const;

/**
 * Views in one SQLite file, which several processes of one machine may open: readings never wait for the projector.
 *
 * @throws Error when this SQLite is too old
 */
export function openSqliteViewStore(
  file: string,
  projections: readonly Projection[],
  hooks: ViewStoreHooks = {},
): Promise<ViewStore> {
  return viewStoreOver(sqliteBackend(file), projections, hooks);
}

/**
 * The views of a file as they are at this moment, whoever writes to it, to be checked: nothing is made. A projection that is
 * missing has no progress. Until it is closed, SQLite's log of the file is not reset.
 *
 * @returns null for a file in which no service has made its tables yet
 * @throws NotAStoreFile; StoreDamaged, or StoreUnavailable caused by it
 */
export async function openSqliteViewReader(
  file: string,
  projections: readonly Projection[],
): Promise<Pick<ViewStore, 'installation' | 'read' | 'everyParked' | 'rowsAsStored' | 'close'> | null> {
  const db = connect(file, { readonly: true });
  try {
    beginReading(db);
    if (await hasOwnTables(db)) return preparedViewStore(readingBackend(file, db), projections);
  } catch (error) {
    await db.destroy();
    throw unavailable(file, error);
  }
  await db.destroy();
  return null;
}

async function hasOwnTables(db: Database): Promise<boolean> {
  const own = [PROJECTIONS, PARKED, INSTALLATION];
  const found = await db.selectFrom('sqlite_master').select('name').where('name', 'in', own).execute();
  return found.length === own.length;
}

/** Over one connection on which `beginReading` was called: the views stand still. */
function readingBackend(file: string, db: Database): Backend {
  const reading = <T>(work: (of: Database) => Promise<T>) =>
    work(db).catch((error: unknown) => {
      throw unavailable(file, error);
    });
  const refuse = () => Promise.reject(new Error(`${file} is only read`));
  return {
    types,
    rows: rowStatements,
    builds,
    reading,
    readOnce: reading,
    writing: refuse,
    building: refuse,
    preparing: refuse,
    now: async () => Date.now(),
    async *everyRow(table, order) {
      try {
        yield* rowsInOrder(db, table, order);
      } catch (error) {
        throw unavailable(file, error);
      }
    },
    sweep: async () => undefined,
    isAway: () => false,
    close: () => db.destroy(),
  };
}

function rowsInOrder(
  db: Database,
  table: string,
  order: readonly string[],
): AsyncIterableIterator<Record<string, unknown>> {
  let selection = db.selectFrom(table).selectAll();
  for (const column of order) selection = selection.orderBy(column);
  return selection.stream();
}

function sqliteBackend(file: string): Backend {
  const writer = connect(file);
  const readers = new ConnectionPool(() => connect(file, { readonly: true }), MOST_READERS);
  return {
    types,
    rows: rowStatements,
    builds,
    reading: (work) => readers.use((connection) => inTransaction(connection, work)),
    writing: (work) => inTransaction(writer, work),
    building: (asHolder, work) => asHolder(work),
    async preparing(work) {
      await createOwnTables(writer, types).catch((error: unknown) => {
        throw unavailable(file, asCannotWrite(file, error));
      });
      return inTransaction(writer, async (db) => {
        // A write comes first here too: two processes that start at once must not both find a view missing.
        await db.deleteFrom(LEASES).where('until', '=', 0).execute();
        await addMissingColumns(db);
        return work(db);
      });
    },
    readOnce: (work) =>
      readers.use(work).catch((error: unknown) => {
        throw unavailable(file, error);
      }),
    // One file is for the processes of one machine.
    now: async () => Date.now(),
    async *everyRow(table, order) {
      const connection = await readers.take();
      try {
        yield* rowsInOrder(connection, table, order);
      } finally {
        readers.giveBack(connection);
      }
    },
    sweep: async () => undefined,
    isAway: () => false,
    async close() {
      await readers.close();
      await writer.destroy();
    },
  };
}

/** A transaction may make, drop and rename tables: readings that began before still see the old ones. */
const builds: Builds = {
  prefix: SHADOW_TABLES,
  make: async () => ({}),
  enter: async () => undefined,
  async remove(db, _projection, tables) {
    // A view upon a dropped table would keep any other table from being renamed.
    for (const table of tables) await dropViews(db, table);
    for (const table of tables) await db.schema.dropTable(table).ifExists().execute();
  },
  filled: async () => undefined,
  async publish(db, projection, tables, from) {
    if (from === 'shadow')
      for (const table of tables)
        await db.schema
          .alterTable(SHADOW_TABLES + table)
          .renameTo(table)
          .execute();
    return showTables(db, projection);
  },
  show: showTables,
  async indexesNamed(db, names) {
    const rows = await db
      .selectFrom('sqlite_master')
      .select(['name', 'tbl_name'])
      .where('type', '=', 'index')
      .where('name', 'in', names)
      .execute();
    return rows.map((row) => ({ name: String(row['name']), table: String(row['tbl_name']) }));
  },
};

async function showTables(db: Database, projection: Projection): Promise<readonly string[]> {
  await showAs(db, BI_PROGRESS.name, biProgress(BI_PROGRESS.columns, dialect));
  for (const table of projection.tables) {
    const views = biViewsOf(table);
    await dropViews(
      db,
      table.name,
      views.map(({ name }) => name),
    );
    for (const view of views) await showAs(db, view.name, biSelection(table, view, view.columns, dialect));
  }
  return [];
}

async function dropViews(db: Database, table: string, except: readonly string[] = []): Promise<void> {
  for (const name of [biView(table), biHistory(table)])
    if (!except.includes(name)) await db.schema.dropView(name).ifExists().execute();
}

/** Makes the view again only where its definition differs. */
async function showAs(db: Database, name: string, selection: RawBuilder<unknown>): Promise<void> {
  const creation = sql`CREATE VIEW ${sql.id(name)} AS ${selection}`;
  const { rows } = await sql<{
    sql: string;
  }>`SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ${name}`.execute(db);
  if (rows[0]?.sql === creation.compile(db).sql) return;
  await db.schema.dropView(name).ifExists().execute();
  await creation.execute(db);
}

/**
 * Adds to a file what older ones lack. Views whose checkpoint names no event count as those of another log, and are built
 * again.
 */
async function addMissingColumns(db: Database): Promise<void> {
  const tables = await db.introspection.getTables();
  const lacks = (table: string, column: string) =>
    !(tables.find(({ name }) => name === table)?.columns ?? []).some(({ name }) => name === column);
  if (lacks(PROJECTIONS, 'last')) await db.schema.alterTable(PROJECTIONS).addColumn('last', types.text).execute();
  if (lacks(LEASES, 'lengthMs')) await db.schema.alterTable(LEASES).addColumn('lengthMs', types.integer).execute();
}
