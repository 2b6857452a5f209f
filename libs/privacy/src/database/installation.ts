import { type Kysely, sql } from 'kysely';
import { type Installation, KeysMoved, type MovableRecord } from '@jalon/ports';
import type { KeyTables, ListTables, SqlDatabase } from './key-database.js';

/** Tables of keys, or of a list: both have the record's. */
type Tables = Pick<KeyTables & ListTables, 'installation'>;
type Db = Kysely<Tables>;

/** The lock of those who write the record. */
const LOCK = 'installation';

/** The record in a database of keys, or of a list of destroyed keys. */
export function installationIn(of: SqlDatabase<KeyTables> | SqlDatabase<ListTables>): MovableRecord {
  const database = of as unknown as SqlDatabase<Tables>;
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

/**
 * Refuses a transaction that makes or destroys a key in a store that is not in service. Until its end the store stays so.
 *
 * @throws KeysMoved
 */
export async function requireInService({ lockRow }: SqlDatabase<KeyTables>, db: Kysely<KeyTables>): Promise<void> {
  const found = await db.selectFrom('installation').select('state').modifyEnd(lockRow).executeTakeFirst();
  if (found && found.state !== 'in-service') throw new KeysMoved();
}

/** Makes the table of the record where it is absent. */
export const prepareInstallation = (database: SqlDatabase<KeyTables>): Promise<void> =>
  database.transaction([LOCK], (db) => createTable(db as unknown as Db));

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
