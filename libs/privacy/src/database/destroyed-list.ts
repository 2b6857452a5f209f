import { sql, type Kysely } from 'kysely';
import { slicesOf, closeOnRejection, type Random } from '@jalon/kernel';
import { installationIn, PAGE, type SqlDatabase } from '@jalon/sql-database';
import { requireSameList, type DestroyedKey, type DestroyedList, type DestroyedListPlace } from '../destroyed-list.js';
import type { KeyDatabase, KeyTables, ListTables } from './key-database.js';

/** The list in the tables of `database`, which has this id. */
export function destroyedListIn(database: SqlDatabase<ListTables>, id: string): DestroyedList {
  return {
    id,
    installation: installationIn(database),
    all: () =>
      database.db
        .selectFrom('destroyed')
        .select(['tenant', 'subject', 'purpose', sql<string | null>`nullif(kid, '')`.as('kid')])
        .execute(),
    async add(destroyed) {
      if (destroyed.length === 0) return;
      await database.transaction(['list'], async (db) => {
        for (const page of slicesOf(destroyed, PAGE)) {
          await db
            .insertInto('destroyed')
            .values(page.map(rowOf))
            .onConflict((already) => already.doNothing())
            .execute();
        }
      });
    },
    reach: database.reach,
    close: database.close,
  };
}

const rowOf = ({ tenant, subject, purpose, kid }: DestroyedKey) => ({ tenant, subject, purpose, kid: kid ?? '' });

export interface StoreListOptions {
  readonly destroyed: DestroyedListPlace;
  readonly renewList?: boolean;
  readonly random: Random;
}

/** Opens the list of this store. A store that has had none takes the one that lies at its place, or a new one. */
export function openStoreList(
  database: KeyDatabase,
  { destroyed, renewList = false, random }: StoreListOptions,
): Promise<DestroyedList> {
  return database.transaction(['the one with its list'], async (db) => {
    const known = renewList ? null : await listIdIn(db);
    const list = await destroyed.open({ random, mayCreate: known === null });
    return closeOnRejection(list, async () => {
      if (known !== null || !list) return requireSameList(known, list, destroyed.place);
      await db
        .insertInto('destroyed_list')
        .values({ one: 1, id: list.id })
        .onConflict((before) => before.column('one').doUpdateSet({ id: list.id }))
        .execute();
      return list;
    });
  });
}

/** Opens the list of a store that is only read; null where the store has had none, and none lies at its place. */
export async function openSourceList(
  database: KeyDatabase,
  { destroyed, random }: Omit<StoreListOptions, 'renewList'>,
): Promise<DestroyedList | null> {
  // A store from before there were lists has no such table, and is given none here.
  const known = (await database.hasTable('destroyed_list')) ? await listIdIn(database.db) : null;
  const list = await destroyed.open({ random, mayCreate: false });
  return known === null ? list : closeOnRejection(list, () => requireSameList(known, list, destroyed.place));
}

async function listIdIn(db: Kysely<KeyTables>): Promise<string | null> {
  const found = await db.selectFrom('destroyed_list').select('id').executeTakeFirst();
  return found?.id ?? null;
}
