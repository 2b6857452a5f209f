import { VERSION_COLUMNS, type Column, type Projection, type Table } from '@jalon/kernel';
import { builtAs, liveName } from './build.js';
import type { Database } from './database.js';
import { createTermsTable, termsTable } from './terms-table.js';

/** The store's own tables. */
export const PROJECTIONS = 'jalon_projections';
export const PARKED = 'jalon_parked';
export const LEASES = 'jalon_leases';
export const REQUESTS = 'jalon_requests';

/** A view's own columns cannot collide with these: no projection's table begins so. */
export async function createOwnTables(db: Database): Promise<void> {
  await db.schema
    .createTable(PROJECTIONS)
    .ifNotExists()
    .addColumn('projection', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('position', 'text')
    .addColumn('last', 'text')
    .addColumn('tables', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable(PARKED)
    .ifNotExists()
    .addColumn('projection', 'text', (column) => column.notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('stream', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'text', (column) => column.notNull())
    .addColumn('eventType', 'text', (column) => column.notNull())
    .addColumn('error', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('jalon_parked_key', ['projection', 'tenant', 'stream'])
    .execute();
  await db.schema
    .createTable(LEASES)
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('until', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable(REQUESTS)
    .ifNotExists()
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('projection', 'text', (column) => column.notNull())
    .addColumn('stream', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('jalon_requests_key', ['kind', 'projection', 'stream'])
    .execute();
}

/** A file from before checkpoints named their event: its views count as astray, and are built again. */
export async function addMissingColumns(db: Database): Promise<void> {
  const tables = await db.introspection.getTables();
  const columns = tables.find(({ name }) => name === PROJECTIONS)?.columns ?? [];
  if (columns.some(({ name }) => name === 'last')) return;
  await db.schema.alterTable(PROJECTIONS).addColumn('last', 'text').execute();
}

const SQL_TYPES = { text: 'text', integer: 'bigint', boolean: 'integer', json: 'text' } as const satisfies Record<
  Column['type'],
  string
>;

/**
 * Makes the tables of a projection and notes its version, at the position before the first event. What is built from a whole
 * log is filled first and indexed then (`addMissingIndex`): filling what has indexes costs twice as much.
 */
export async function createProjection(db: Database, projection: Projection): Promise<void> {
  for (const table of projection.tables) await createTable(db, table);
  await db
    .insertInto(PROJECTIONS)
    .values({
      projection: projection.name,
      version: projection.version,
      position: null,
      tables: namesOf(projection),
    })
    .execute();
}

/**
 * Puts what was built beside in the place of what is live: tables, checkpoint and parked streams. To be called within one
 * transaction, so that a reading sees the one or the other.
 */
export async function replaceLive(db: Database, projection: Projection): Promise<void> {
  const beside = builtAs(projection, 'beside');
  await dropProjection(db, projection.name);
  for (const name of tablesOf(beside)) await db.schema.alterTable(name).renameTo(liveName(name)).execute();
  await db
    .updateTable(PROJECTIONS)
    .set({ projection: projection.name, tables: namesOf(projection) })
    .where('projection', '=', beside.name)
    .execute();
  await db.updateTable(PARKED).set({ projection: projection.name }).where('projection', '=', beside.name).execute();
}

/** Removes whatever an earlier version of a projection had made: its rows come back from the events. */
export async function dropProjection(db: Database, name: string): Promise<void> {
  const known = await db.selectFrom(PROJECTIONS).select('tables').where('projection', '=', name).executeTakeFirst();
  for (const table of JSON.parse((known?.['tables'] ?? '[]') as string) as string[]) {
    await db.schema.dropTable(table).ifExists().execute();
  }
  await db.deleteFrom(PARKED).where('projection', '=', name).execute();
  await db.deleteFrom(PROJECTIONS).where('projection', '=', name).execute();
}

const namesOf = (projection: Projection): string => JSON.stringify(tablesOf(projection));

const tablesOf = ({ tables }: Projection): readonly string[] =>
  tables.flatMap(({ name, terms }) => (terms ? [name, termsTable(name)] : [name]));

async function createTable(db: Database, table: Table): Promise<void> {
  let creation = db.schema.createTable(table.name);
  const columns = { ...table.columns, ...(table.versioned && VERSION_COLUMNS) };
  const key = [...table.key, ...(table.versioned ? ['knownFrom'] : [])];
  for (const [name, { type, nullable }] of Object.entries(columns)) {
    creation = creation.addColumn(name, SQL_TYPES[type], (column) => (nullable ? column : column.notNull()));
  }
  // The compiler knows no column of a table that is made at run time.
  await creation.addPrimaryKeyConstraint(`${table.name}_key`, key as never[]).execute();
  if (table.terms) await createTermsTable(db, table);
}
