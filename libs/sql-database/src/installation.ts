import { type Kysely, sql } from 'kysely';
import type { Installation, MovableRecord } from '@jalon/ports';
import type { SqlDatabase } from './sql-database.js';

/** The table of the record, which has one row. */
export interface InstallationTables {
  readonly installation: { readonly one: number } & Installation;
}

type Db = Kysely<InstallationTables>;

/** The lock of those who write the record. */
const LOCK = 'installation';

/** The record of the installation in a database. Its table is made when it is first written. */
export function installationIn<Tables extends InstallationTables>(of: SqlDatabase<Tables>): MovableRecord {
  const database = withTheTable(of);
  return {
    async read() {
      // A store that is only read is given no table.
      return (await database.hasTable('installation')) ? recordIn(database.db) : null;
    },
    name: (name) =>
      database.transaction([LOCK], async (db) => {
        await createTable(db);
        const known = await recordIn(db);
        if (known) return known;
        await db.insertInto('installation').values({ one: 1, name, state: 'in-service' }).execute();
        return { name, state: 'in-service' };
      }),
    write: ({ name, state }) =>
      database.transaction([LOCK], async (db) => {
        await createTable(db);
        await db
          .insertInto('installation')
          .values({ one: 1, name, state })
          .onConflict((before) => before.column('one').doUpdateSet({ name, state }))
          .execute();
      }),
  };
}

/** Makes the table of the record where it is absent. */
export const prepareInstallation = <Tables extends InstallationTables>(of: SqlDatabase<Tables>): Promise<void> =>
  withTheTable(of).transaction([LOCK], createTable);

/** The type of a builder says nothing of its being one for some of its tables. */
const withTheTable = (of: unknown) => of as SqlDatabase<InstallationTables>;

async function createTable(db: Db): Promise<void> {
  await db.schema
    .createTable('installation')
    .ifNotExists()
    .addColumn('one', 'integer', (column) => column.primaryKey().check(sql`one = 1`))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .execute();
}

async function recordIn(db: Db): Promise<Installation | null> {
  return (await db.selectFrom('installation').select(['name', 'state']).executeTakeFirst()) ?? null;
}
