import type { Random } from '@jalon/kernel';
import {
  newListId,
  type DestroyedKey,
  type DestroyedList,
  type DestroyedListPlace,
  type OpeningOfList,
} from '../destroyed-list.js';
import { hasTable, openDatabase, type KeyDatabase } from './key-database.js';
import { placeOf } from './place-of.js';

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
export function postgresDestroyedList(url: string): DestroyedListPlace {
  return { place: placeOf(url), open: (opening) => openIn(url, opening) };
}

async function openIn(url: string, { random, mayCreate }: OpeningOfList): Promise<DestroyedList | null> {
  const database = await openDatabase(url, mayCreate ? SCHEMA : '');
  try {
    const found = (await idIn(database)) ?? (mayCreate ? await madeIn(database, random) : undefined);
    if (found !== undefined) return listIn(database, found);
    await database.close();
    return null;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function idIn(database: KeyDatabase): Promise<string | undefined> {
  if (!(await hasTable(database, 'jalon_destroyed.list'))) return undefined;
  const [found] = await database.rows<{ id: string }>('SELECT id FROM jalon_destroyed.list');
  return found?.id;
}

/** The id of the list that is there then: of two processes that make it at once, one does. */
async function madeIn(database: KeyDatabase, random: Random): Promise<string | undefined> {
  const make = 'INSERT INTO jalon_destroyed.list (one, id) VALUES (1, $1) ON CONFLICT DO NOTHING';
  await database.transaction('list', (rows) => rows(make, [newListId(random)]));
  return idIn(database);
}

function listIn(database: KeyDatabase, id: string): DestroyedList {
  return {
    id,
    all: () =>
      database.rows<DestroyedKey>(
        "SELECT tenant, subject, purpose, nullif(kid, '') AS kid FROM jalon_destroyed.destroyed",
      ),
    async add(destroyed) {
      const insert = `
        INSERT INTO jalon_destroyed.destroyed
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING
      `;
      const columns = [
        destroyed.map(({ tenant }) => tenant),
        destroyed.map(({ subject }) => subject),
        destroyed.map(({ purpose }) => purpose),
        destroyed.map(({ kid }) => kid ?? ''),
      ];
      if (destroyed.length > 0) await database.transaction('list', (rows) => rows(insert, columns));
    },
    async reach() {
      await database.rows('SELECT FROM jalon_destroyed.list');
    },
    close: () => database.close(),
  };
}
