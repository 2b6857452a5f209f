import type { Projection, Table } from '@jalon/kernel';
import { sql, type CreateIndexBuilder } from 'kysely';
import type { Builds } from './backend.js';
import type { Database } from './database.js';

/** An index that a table has beside its key. */
interface Index {
  readonly table: string;
  /** What it is called, unless the table that this one will replace has an index of that name. */
  readonly name: string;
  readonly define: (creation: CreateIndexBuilder) => { execute(): Promise<void> };
}

export async function addMissingIndexes(db: Database, builds: Builds, projection: Projection): Promise<void> {
  while (await addMissingIndex(db, builds, projection));
}

/** Makes one of the indexes that the tables of a build that was entered lack; false where none is lacking. */
export async function addMissingIndex(db: Database, builds: Builds, projection: Projection): Promise<boolean> {
  const wanted = projection.tables.flatMap((each) => indexesOf(each, builds));
  const standing = await builds.indexesNamed(
    db,
    wanted.flatMap(({ name }) => [name, otherName(name)]),
  );
  for (const { table, name, define } of wanted) {
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
    define: (creation: CreateIndexBuilder) => creation.on(table.name).columns([...columns]),
  }));
  return table.versioned ? [inForce(table, `${live}_in_force`), ...listed] : listed;
}

/**
 * Finds the version in force, of which there is one at most. The other indexes hold every version: those that ended are few
 * beside it, are read as of a moment, and closing one writes to this index alone.
 */
function inForce(table: Table, name: string): Index {
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

/** An index may keep its name when its table is renamed, so of two builds of a table every second bears another. */
const otherName = (name: string): string => `${name}_other`;
