import type { Kysely } from 'kysely';
import { slicesOf, type KeyPurpose } from '@jalon/kernel';
import { type KeyOwner, ownersOf } from '@jalon/ports';
import { PAGE } from '@jalon/sql-database';
import { missingErasures, type DestroyedKey, type DestroyedList } from '../destroyed-list.js';
import { requireInService } from './installation.js';
import { ownedBy, type KeyDatabase, type KeyTables } from './key-database.js';

type Db = Kysely<KeyTables>;

interface Subject extends Pick<KeyOwner, 'tenant' | 'subject'> {
  /** One of the subject's keys; all of them without it. */
  readonly purpose: KeyPurpose | undefined;
}

/** The lock to hold while a key of this subject is made or destroyed. */
export const lockOf = ({ tenant, subject }: Pick<KeyOwner, 'tenant' | 'subject'>): string => `of ${tenant} ${subject}`;

/** The locks of several subjects. They are sorted, so that two transactions never wait for each other. */
export const locksOf = (owners: readonly KeyOwner[]): readonly string[] => [...new Set(owners.map(lockOf))].sort();

/**
 * Destroys a subject's keys that are not destroyed yet. They are on the list before they are deleted here: a crash between
 * the two leaves an erasure that the next opening finishes.
 *
 * @returns the ids of the deleted keys
 */
export function erase(
  database: KeyDatabase,
  list: DestroyedList,
  { tenant, subject, purpose }: Subject,
): Promise<readonly string[]> {
  return database.transaction([lockOf({ tenant, subject })], async (db) => {
    await requireInService(database, db);
    const erased: DestroyedKey[] = [];
    for (const owner of ownersOf(tenant, subject, purpose)) {
      if (!(await isErased(db, owner))) erased.push({ ...owner, kid: await kidOf(db, owner) });
    }
    await list.add(erased);
    for (const each of erased) await destroy(database, db, each);
    return erased.flatMap(({ kid }) => kid ?? []);
  });
}

/**
 * Brings the store and its list to what either knows.
 *
 * @returns how many erasures the store did not know
 */
export async function eraseAgain(database: KeyDatabase, list: DestroyedList): Promise<number> {
  const lacks = missingErasures(await erasuresIn(database.db), await list.all());
  await list.add(lacks.onList);
  let again = 0;
  for (const page of slicesOf(lacks.inStore, PAGE)) {
    again += await database.transaction(locksOf(page), async (db) => {
      let done = 0;
      for (const each of page) {
        // Several processes may start at once on a store that was put back: one of them does it.
        if (await isErased(db, each)) continue;
        await destroy(database, db, { ...each, kid: each.kid ?? (await kidOf(db, each)) });
        done += 1;
      }
      return done;
    });
  }
  return again;
}

export function erasuresIn(db: Db): Promise<readonly DestroyedKey[]> {
  return db.selectFrom('destroyed').select(['tenant', 'subject', 'purpose', 'kid']).execute();
}

export async function isErased(db: Db, owner: KeyOwner): Promise<boolean> {
  const found = await db.selectFrom('destroyed').select('tenant').where(ownedBy(owner)).executeTakeFirst();
  return found !== undefined;
}

/** The id of the owner's key; null where they have none. */
export async function kidOf(db: Db, owner: KeyOwner): Promise<string | null> {
  const found = await db.selectFrom('keys').select('kid').where(ownedBy(owner)).executeTakeFirst();
  return found?.kid ?? null;
}

async function destroy({ deleteKey }: KeyDatabase, db: Db, destroyed: DestroyedKey): Promise<void> {
  const { tenant, subject, purpose, kid } = destroyed;
  await deleteKey(db, destroyed);
  await db.insertInto('destroyed').values({ tenant, subject, purpose, kid }).execute();
}
