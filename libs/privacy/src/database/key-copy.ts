import { sql } from 'kysely';
import { TracesRemain } from '@jalon/ports';
import { installationIn, PAGE } from '@jalon/sql-database';
import {
  KeyCopyRefused,
  type KeyCopySource,
  type KeyCopyTarget,
  type KeyRows,
  type WrappedKey,
} from '../copy/key-copy.js';
import { ownerOf } from '../destroyed-list.js';
import { isKeyOf, requireWrappingKey, type WrappingKeyPlace } from '../wrapping-key.js';
import { openStoreList, openSourceList, type StoreListOptions } from './destroyed-list.js';
import { eraseAgain, erasuresIn, kidOf, locksOf } from './erasures.js';
import { KEY_COLUMNS, type KeyDatabase } from './key-database.js';

/**
 * Opens the store in `database` to be copied. Closes nothing when it throws.
 *
 * @throws KeyCopyRefused (`no-store`, `unfinished` or `unfit`); SecretRefused when its wrapping key or list is missing, or the
 * list another's
 */
export async function openKeySourceIn(
  database: KeyDatabase,
  options: Omit<StoreListOptions, 'renewList'> & WrappingKeyPlace,
): Promise<KeyCopySource> {
  const rows = keyRowsIn(database);
  await requireOpenable(rows, options);
  const list = await openSourceList(database, options);
  return { ...rows, list, close: () => closeBoth(database, list) };
}

/**
 * Opens the store in `database`, where nobody else changes it, to hold a copy. Closes nothing when it throws.
 *
 * @throws SecretRefused when its list is missing or another's
 */
export async function openKeyTargetIn(database: KeyDatabase, options: StoreListOptions): Promise<KeyCopyTarget> {
  const list = await openStoreList(database, options);
  let adopting = false;
  return {
    ...keyRowsIn(database),
    list,
    async adopt(keys) {
      if (!adopting) await database.expectTraces();
      adopting = true;
      await adopt(database, keys);
    },
    async erase(destroyed) {
      await list.add(destroyed);
      const again = await eraseAgain(database, list);
      if (!(await database.clearTraces())) throw new TracesRemain(database.tracesRemain);
      return again;
    },
    async finish(checkValue) {
      await database.transaction(['wrapping'], async (db) => {
        if (adopting) await database.forgetTraces(db);
        await db
          .insertInto('wrapping')
          .values({ one: 1, check_value: checkValue })
          .onConflict((already) => already.doNothing())
          .execute();
      });
    },
    close: () => closeBoth(database, list),
  };
}

async function closeBoth(database: KeyDatabase, list: { close(): Promise<void> } | null): Promise<void> {
  await database.close();
  await list?.close();
}

/** Holds the subjects' locks, as `keyOf` and `destroy` do, so that no key is added while its owner is being erased. */
async function adopt(database: KeyDatabase, keys: readonly WrappedKey[]): Promise<void> {
  try {
    await database.transaction(['a copy', ...locksOf(keys)], async (db) => {
      await db.deleteFrom('wrapping').execute();
      if (keys.length === 0) return;
      const subjects = keys.map(({ subject }) => subject);
      const erased = await db
        .selectFrom('destroyed')
        .select(['tenant', 'subject', 'purpose'])
        .where('subject', 'in', subjects)
        .execute();
      const owners = new Set(erased.map(ownerOf));
      const kept = keys.filter((key) => !owners.has(ownerOf(key)));
      if (kept.length > 0) await db.insertInto('keys').values(kept.map(columnsOf)).execute();
    });
  } catch (error) {
    if (!database.isTaken(error)) throw error;
    throw new KeyCopyRefused('in-use', '', { cause: error });
  }
}

const columnsOf = ({ kid, tenant, subject, purpose, wrapped }: WrappedKey) => ({
  kid,
  tenant,
  subject,
  purpose,
  wrapped,
});

export function keyRowsIn(database: KeyDatabase): KeyRows {
  const { db } = database;
  return {
    installation: installationIn(database),
    async checkValue() {
      const found = await db.selectFrom('wrapping').select('check_value').executeTakeFirst();
      return found?.check_value ?? null;
    },
    async count() {
      const found = await db
        .selectFrom('keys')
        .select(sql`count(*)`.as('keys'))
        .executeTakeFirst();
      return Number(found?.keys ?? 0);
    },
    async *pages() {
      // Every id comes after the empty text.
      for (let after: string | undefined = ''; after !== undefined;) {
        const query = db.selectFrom('keys').select(KEY_COLUMNS).where('kid', '>', after);
        const page: readonly WrappedKey[] = await query.orderBy('kid').limit(PAGE).execute();
        if (page.length > 0) yield page;
        after = page.at(-1)?.kid;
      }
    },
    async withIds(kids) {
      if (kids.length === 0) return [];
      return db.selectFrom('keys').select(KEY_COLUMNS).where('kid', 'in', kids).execute();
    },
    kidOf: (owner) => kidOf(db, owner),
    destroyed: () => erasuresIn(db),
  };
}

/**
 * Refuses to copy a store that no service could open with the wrapping key that lies there: the copy could not be opened
 * either.
 */
async function requireOpenable(rows: KeyRows, place: WrappingKeyPlace): Promise<void> {
  const checkValue = await rows.checkValue();
  if (checkValue === null) throw new KeyCopyRefused((await rows.count()) === 0 ? 'no-store' : 'unfinished');
  if (!isKeyOf(checkValue, requireWrappingKey(place))) throw new KeyCopyRefused('unfit');
}
