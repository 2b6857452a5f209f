import { VERSION_COLUMNS, type Projection, type Table } from '@jalon/kernel';
import type { Backend, Builds } from './backend.js';
import { isShadow } from './build.js';
import type { Database } from './database.js';
import { addMissingIndex, addMissingIndexes } from './indexes.js';
import { PARKED, PROJECTIONS } from './own-tables.js';
import { createTermsTable, termsTable } from './terms-table.js';

/**
 * Makes the tables of a projection and notes its version, at the position before the first event. What is built from a whole
 * log is filled first and indexed then (`addMissingIndex`): filling what has indexes costs twice as much. Answers with the
 * names of what others had made upon the last ones and had to go.
 */
export async function createProjection(
  db: Database,
  backend: Backend,
  projection: Projection,
): Promise<readonly string[]> {
  const place = await backend.builds.make(db, projection.name);
  for (const table of projection.tables) await createTable(db, backend.types, table);
  await db
    .insertInto(PROJECTIONS)
    .values({
      projection: projection.name,
      version: projection.version,
      position: null,
      tables: namesOf(projection),
      ...place,
    })
    .execute();
  if (isShadow(projection.name)) return [];
  await addMissingIndexes(db, backend.builds, projection);
  return backend.builds.publish(db, projection, tablesOf(projection), 'live');
}

/** Makes one of the indexes that a build lacks; false where it lacks none, and is ready to be read. */
export async function completeBuild(db: Database, builds: Builds, shadow: Projection): Promise<boolean> {
  await builds.enter(db, shadow.name);
  if (await addMissingIndex(db, builds, shadow)) return true;
  await builds.filled(db, tablesOf(shadow));
  return false;
}

/**
 * Replaces what is live by its shadow: tables, checkpoint and parked streams. To be called within one
 * transaction, so that a reading sees the one or the other.
 */
export async function replaceLive(
  db: Database,
  builds: Builds,
  projection: Projection,
  shadow: Projection,
): Promise<readonly string[]> {
  await builds.enter(db, shadow.name);
  await addMissingIndexes(db, builds, shadow);
  await dropProjection(db, builds, projection.name);
  const dropped = await builds.publish(db, projection, tablesOf(projection), 'shadow');
  await db
    .updateTable(PROJECTIONS)
    .set({ projection: projection.name, tables: namesOf(projection) })
    .where('projection', '=', shadow.name)
    .execute();
  await db.updateTable(PARKED).set({ projection: projection.name }).where('projection', '=', shadow.name).execute();
  return dropped;
}

/** Removes whatever an earlier version of a projection had made: its rows come back from the events. */
export async function dropProjection(db: Database, builds: Builds, name: string): Promise<void> {
  const known = await db.selectFrom(PROJECTIONS).select('tables').where('projection', '=', name).executeTakeFirst();
  if (known) await builds.remove(db, name, JSON.parse(known['tables'] as string) as string[]);
  await db.deleteFrom(PARKED).where('projection', '=', name).execute();
  await db.deleteFrom(PROJECTIONS).where('projection', '=', name).execute();
}

const namesOf = (projection: Projection): string => JSON.stringify(tablesOf(projection));

const tablesOf = ({ tables }: Projection): readonly string[] =>
  tables.flatMap(({ name, terms }) => (terms ? [name, termsTable(name)] : [name]));

async function createTable(db: Database, types: Backend['types'], table: Table): Promise<void> {
  let creation = db.schema.createTable(table.name);
  const columns = { ...table.columns, ...(table.versioned && VERSION_COLUMNS) };
  const key = [...table.key, ...(table.versioned ? ['knownFrom'] : [])];
  for (const [name, { type, nullable }] of Object.entries(columns)) {
    creation = creation.addColumn(name, types[type], (column) => (nullable ? column : column.notNull()));
  }
  // The compiler knows no column of a table that is made at run time.
  await creation.addPrimaryKeyConstraint(`${table.name}_key`, key as never[]).execute();
  if (table.terms) await createTermsTable(db, types, table);
}
