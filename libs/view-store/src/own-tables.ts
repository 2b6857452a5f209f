import type { Backend } from './backend.js';
import type { Database } from './database.js';

/** The store's own tables: a view's cannot collide with these, since no projection's table begins so. */
export const PROJECTIONS = 'jalon_projections';
export const PARKED = 'jalon_parked';
export const LEASES = 'jalon_leases';
export const REQUESTS = 'jalon_requests';

export async function createOwnTables(db: Database, { text, integer }: Backend['types']): Promise<void> {
  await db.schema
    .createTable(PROJECTIONS)
    .ifNotExists()
    .addColumn('projection', text, (column) => column.primaryKey())
    .addColumn('version', integer, (column) => column.notNull())
    .addColumn('position', text)
    .addColumn('last', text)
    .addColumn('tables', text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable(PARKED)
    .ifNotExists()
    .addColumn('projection', text, (column) => column.notNull())
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('revision', integer, (column) => column.notNull())
    .addColumn('position', text, (column) => column.notNull())
    .addColumn('eventType', text, (column) => column.notNull())
    .addColumn('error', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('jalon_parked_key', ['projection', 'tenant', 'stream'])
    .execute();
  await db.schema
    .createTable(LEASES)
    .ifNotExists()
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('until', integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable(REQUESTS)
    .ifNotExists()
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('projection', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('jalon_requests_key', ['kind', 'projection', 'stream'])
    .execute();
}
