import type { Kysely } from 'kysely';
import type { SqlDatabase } from './sql-database.js';

/** One step in the life of a schema. A released one is never edited. */
export interface Migration<Tables> {
  /** Migrations run in the order of their names: `0001-identities`. */
  readonly name: string;
  readonly up: (db: Kysely<Tables>) => Promise<void>;
}

/** The table of the migrations that have run. */
interface MigrationTables {
  readonly migrations: { readonly name: string };
}

/** The lock of those who migrate. */
const LOCK = 'migrations';

/** A schema has migrations that this version does not know. */
export class SchemaIsNewer extends Error {
  override readonly name = 'SchemaIsNewer';

  constructor(readonly migrations: readonly string[]) {
    super(`a newer version of Jalon has changed these tables (${migrations.join(', ')})`);
  }
}

/**
 * Runs the migrations that have not run yet, all or none of them. Of several processes that start at once, one does.
 *
 * @throws SchemaIsNewer
 */
export async function migrate<Tables>(
  database: SqlDatabase<Tables>,
  migrations: readonly Migration<Tables>[],
): Promise<void> {
  if ((await missingIn(database, migrations)).length === 0) return;
  await database.transaction([LOCK], async (db) => {
    if (database.schema !== null) await db.schema.createSchema(database.schema).ifNotExists().execute();
    await db.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .execute();
    // In order, each over what the ones before it made.
    for (const { name, up } of missing(await namesIn(db), migrations)) {
      await up(db);
      await withTheTable(db).insertInto('migrations').values({ name }).execute();
    }
  });
}

/** The migrations that have not run. @throws SchemaIsNewer */
async function missingIn<Tables>(
  { db, hasTable }: SqlDatabase<Tables>,
  migrations: readonly Migration<Tables>[],
): Promise<readonly Migration<Tables>[]> {
  return missing((await hasTable('migrations')) ? await namesIn(db) : [], migrations);
}

function missing<Tables>(
  known: readonly string[],
  migrations: readonly Migration<Tables>[],
): readonly Migration<Tables>[] {
  const newer = known.filter((name) => !migrations.some((migration) => migration.name === name));
  if (newer.length > 0) throw new SchemaIsNewer(newer);
  const left = migrations.filter(({ name }) => !known.includes(name));
  return left.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function namesIn<Tables>(db: Kysely<Tables>): Promise<readonly string[]> {
  const rows = await withTheTable(db).selectFrom('migrations').select('name').execute();
  return rows.map(({ name }) => name);
}

/** The type of a builder says nothing of its being one for another table too. */
const withTheTable = (db: unknown) => db as Kysely<MigrationTables>;
