import type { Projection, Table } from '@jalon/kernel';
import { sql, type CreateIndexBuilder } from 'kysely';
import { liveName } from './build.js';
import type { Database } from './database.js';

/** An index that a table has beside its key. */
interface Index {
  readonly table: string;
  /** What it is called, unless the table that this one will replace has an index of that name. */
  readonly name: string;
  readonly define: (creation: CreateIndexBuilder) => { execute(): Promise<void> };
}

/** Makes one of the indexes that a projection's tables lack; false where none is lacking. */
export async function addMissingIndex(db: Database, projection: Projection): Promise<boolean> {
  for (const { table, name, define } of projection.tables.flatMap(indexesOf)) {
    const known = await indexesNamed(db, name);
    if (known.some((index) => index.table === table)) continue;
    await define(db.schema.createIndex(known.some((index) => index.name === name) ? otherName(name) : name)).execute();
    return true;
  }
  return false;
}

function indexesOf(table: Table): readonly Index[] {
  const listed = table.indexes.map((columns) => ({
    table: table.name,
    name: `${liveName(table.name)}_by_${columns.slice(1).join('_')}`,
    define: (creation: CreateIndexBuilder) => creation.on(table.name).columns([...columns]),
  }));
  return table.versioned ? [inForce(table), ...listed] : listed;
}

/**
 * Finds the version in force, of which there is one at most. The other indexes hold every version: those that ended are few
 * beside it, are read as of a moment, and closing one writes to this index alone.
 */
function inForce(table: Table): Index {
  return {
    table: table.name,
    name: `${liveName(table.name)}_in_force`,
    define: (creation) =>
      creation
        .unique()
        .on(table.name)
        .columns([...table.key])
        .where(sql.ref('knownTo'), 'is', null),
  };
}

/** An index keeps its name when its table is renamed, so of two builds of a table every second bears another. */
const otherName = (name: string): string => `${name}_other`;

async function indexesNamed(db: Database, name: string): Promise<readonly { name: string; table: string }[]> {
  const rows = await db
    .selectFrom('sqlite_master')
    .select(['name', 'tbl_name'])
    .where('type', '=', 'index')
    .where('name', 'in', [name, otherName(name)])
    .execute();
  return rows.map((row) => ({ name: String(row['name']), table: String(row['tbl_name']) }));
}
