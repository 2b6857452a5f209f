import { VERSION_COLUMNS, type Projection, type Table } from '@jalon/kernel';
import { sql, type CreateIndexBuilder } from 'kysely';
import { STORED_AS, type Backend, type Builds, type Database } from './backend.js';
import { isShadow, PARKED, PROJECTIONS } from './bookkeeping.js';
import { createPackedTable, packedTablesOf } from './packed-index.js';

/**
 * Makes the tables of a projection and stores its version, before the first event. A shadow is filled first and indexed then
 * (`addMissingIndex`): filling indexed tables costs twice as much. Returns the names of the SQL views that others had built upon
 * the old tables and that had to be dropped.
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

/** Makes one of the indexes that a shadow lacks; false when it lacks none and is ready to be read. */
export async function completeBuild(db: Database, builds: Builds, shadow: Projection): Promise<boolean> {
  await builds.enter(db, shadow.name);
  if (await addMissingIndex(db, builds, shadow)) return true;
  await builds.filled(db, tablesOf(shadow));
  return false;
}

/**
 * Replaces the live build by its shadow: tables, checkpoint and parked streams. To be called within one
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

/** Removes everything that an earlier version of a projection made: its rows come back from the events. */
export async function dropProjection(db: Database, builds: Builds, name: string): Promise<void> {
  const known = await db.selectFrom(PROJECTIONS).select('tables').where('projection', '=', name).executeTakeFirst();
  if (known) await builds.remove(db, name, JSON.parse(known['tables'] as string) as string[]);
  await db.deleteFrom(PARKED).where('projection', '=', name).execute();
  await db.deleteFrom(PROJECTIONS).where('projection', '=', name).execute();
}

const namesOf = (projection: Projection): string => JSON.stringify(tablesOf(projection));

const tablesOf = ({ tables }: Projection): readonly string[] =>
  tables.flatMap((table) => [table.name, ...packedTablesOf(table)]);

async function createTable(db: Database, types: Backend['types'], table: Table): Promise<void> {
  let creation = db.schema.createTable(table.name);
  const columns = { ...table.columns, ...(table.versioned && VERSION_COLUMNS) };
  const key = [...table.key, ...(table.versioned ? ['knownFrom'] : [])];
  for (const [name, { type, nullable }] of Object.entries(columns)) {
    creation = creation.addColumn(name, types[STORED_AS[type]], (column) => (nullable ? column : column.notNull()));
  }
  // The compiler knows no column of a table that is made at run time.
  await creation.addPrimaryKeyConstraint(`${table.name}_key`, key as never[]).execute();
  if (table.packedIndex) await createPackedTable(db, types, table, table.packedIndex);
}

/** An index of a table, besides its primary key. */
interface Index {
  readonly table: string;
  /** Its name, unless the table that this one will replace has an index of that name. */
  readonly name: string;
  readonly define: (creation: CreateIndexBuilder) => { execute(): Promise<void> };
}

async function addMissingIndexes(db: Database, builds: Builds, projection: Projection): Promise<void> {
  while (await addMissingIndex(db, builds, projection));
}

/** Makes one of the indexes that the build that was entered lacks; false when it lacks none. */
async function addMissingIndex(db: Database, builds: Builds, projection: Projection): Promise<boolean> {
  const indexes = projection.tables.flatMap((each) => indexesOf(each, builds));
  const standing = await builds.indexesNamed(
    db,
    indexes.flatMap(({ name }) => [name, otherName(name)]),
  );
  for (const { table, name, define } of indexes) {
    const known = standing.filter((index) => index.name === name || index.name === otherName(name));
    if (known.some((index) => index.table === table)) continue;
    await define(db.schema.createIndex(known.some((index) => index.name === name) ? otherName(name) : name)).execute();
    return true;
  }
  return false;
}

function indexesOf(table: Table, { prefix }: Builds): readonly Index[] {
  const live = table.name.startsWith(prefix) ? table.name.slice(prefix.length) : table.name;
  const listed = table.indexes.map((columns) => ({
    table: table.name,
    name: `${live}_by_${columns.slice(1).join('_')}`,
    // Without the last column, SQLite would rather read all versions of a tenant than sort those of a few rows.
    define: (creation: CreateIndexBuilder) =>
      creation.on(table.name).columns([...columns, ...(table.versioned ? ['knownFrom'] : [])]),
  }));
  return table.versioned ? [inForceIndex(table, `${live}_in_force`), ...listed] : listed;
}

/**
 * Finds the version in force; each key has one at most. The other indexes hold every version: ended versions are few, are read
 * as of a moment, and closing a version writes to this index alone.
 */
function inForceIndex(table: Table, name: string): Index {
  return {
    table: table.name,
    name,
    define: (creation) =>
      creation
        .unique()
        .on(table.name)
        .columns([...table.key])
        .where(sql.ref('knownTo'), 'is', null),
  };
}

/** An index keeps its name when its table is renamed, so every second build of a table uses this other name. */
const otherName = (name: string): string => `${name}_other`;
