import { closeOnRejection, type Random } from '@jalon/kernel';
import { urlWithoutCredentials } from '@jalon/postgres';
import { destroyedListIn } from '../database/destroyed-list.js';
import { type ListTables } from '../database/key-database.js';
import { newListId, type DestroyedList, type DestroyedListPlace, type OpenListOptions } from '../destroyed-list.js';
import { openDatabase, type DatabaseOptions, type PostgresDatabase } from '@jalon/sql-database/postgres';
import { KEY_LOCKS } from './key-database.js';

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS jalon_destroyed;
  CREATE TABLE IF NOT EXISTS jalon_destroyed.list (
    one integer PRIMARY KEY CHECK (one = 1),
    id text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS jalon_destroyed.destroyed (
    tenant text NOT NULL,
    subject text NOT NULL,
    purpose text NOT NULL,
    kid text NOT NULL, -- empty where the subject had no key yet
    PRIMARY KEY (tenant, subject, purpose, kid)
  );
  CREATE OR REPLACE FUNCTION jalon_destroyed.only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the list of destroyed keys only grows'; END $$;
  CREATE OR REPLACE TRIGGER destroyed_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON jalon_destroyed.destroyed
    FOR EACH STATEMENT EXECUTE FUNCTION jalon_destroyed.only_grows();
`;

/** The list of destroyed keys in a PostgreSQL database, in a schema of its own, which a backup of the keys' schema leaves out. */
export function postgresDestroyedList(url: string, options?: Pick<DatabaseOptions, 'patienceMs'>): DestroyedListPlace {
  return { place: urlWithoutCredentials(url), open: (opening) => openIn(url, opening, options) };
}

async function openIn(
  url: string,
  { random, mayCreate }: OpenListOptions,
  options?: DatabaseOptions,
): Promise<DestroyedList | null> {
  const opened = await openDatabase<ListTables>(
    { url, schema: 'jalon_destroyed', locks: KEY_LOCKS },
    mayCreate ? SCHEMA : '',
    options,
  );
  const database: PostgresDatabase<ListTables> = {
    ...opened,
    async reach() {
      await opened.db.selectFrom('list').select('one').execute();
      await opened.checkWriting();
    },
  };
  return closeOnRejection(database, async () => {
    const id = (await idIn(database)) ?? (mayCreate ? await newIdIn(database, random) : undefined);
    if (id !== undefined) return destroyedListIn(database, id);
    await database.close();
    return null;
  });
}

async function idIn({ db, hasTable }: PostgresDatabase<ListTables>): Promise<string | undefined> {
  if (!(await hasTable('list'))) return undefined;
  const found = await db.selectFrom('list').select('id').executeTakeFirst();
  return found?.id;
}

/** The id of the list that is there then: of two processes that make one at once, one does. */
async function newIdIn(database: PostgresDatabase<ListTables>, random: Random): Promise<string | undefined> {
  await database.transaction(['list'], (db) =>
    db
      .insertInto('list')
      .values({ one: 1, id: newListId(random) })
      .onConflict((already) => already.doNothing())
      .execute(),
  );
  return idIn(database);
}
