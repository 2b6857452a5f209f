import type { Kysely } from 'kysely';
import { slicesOf, closeOnRejection, type Random } from '@jalon/kernel';
import {
  cannotWriteIn,
  damageIn,
  type InstallationRecord,
  KeyMissing,
  type KeyOwner,
  type KeyPart,
  type KeyStore,
  KeyUnavailable,
  SubjectErased,
  TracesRemain,
} from '@jalon/ports';
import { installationIn, PAGE, prepareInstallation } from '@jalon/sql-database';
import type { WrappedKey } from '../copy/key-copy.js';
import type { DestroyedList, DestroyedListPlace, ListOptions } from '../destroyed-list.js';
import { checkValueOf, newSubjectKey, unwrapKey, wrapKey } from '../encryption.js';
import { checkValueLost, firstWrappingKey, keptWrappingKey, type FirstWrappingKey } from '../wrapping-key.js';
import { openStoreList } from './destroyed-list.js';
import { erase, eraseAgain, isErased, lockOf } from './erasures.js';
import { requireInService } from './installation.js';
import { KEY_COLUMNS, ownedBy, type KeyDatabase, type KeyTables } from './key-database.js';

export interface OpenKeyStoreOptions extends ListOptions, FirstWrappingKey {
  readonly destroyed: DestroyedListPlace;
}

/**
 * Opens the key store in `database` with its wrapping key and its list of destroyed keys. What either of store and list knows
 * to be destroyed is destroyed in both before this resolves. Of several processes that start at once on a new store, one has
 * its wrapping key taken; the others need the same.
 *
 * @throws SecretRefused when the store, its wrapping key or its list is missing or another's
 */
export async function openKeyStoreIn(database: KeyDatabase, options: OpenKeyStoreOptions): Promise<KeyStore> {
  const known = (await checkValueIn(database.db)) ?? (await keepCheckValue(database, options));
  const wrappingKey = keptWrappingKey(known, options);
  await prepareInstallation(database);
  const list = await openStoreList(database, options);
  return closeOnRejection(list, async () => {
    const again = await eraseAgain(database, list);
    // Also after a crash between a key's deletion and the clearing of its traces.
    await database.clearTraces();
    if (again > 0) options.onErasedAgain?.(again);
    return keyStoreIn(database, list, wrappingKey, options.random);
  });
}

async function checkValueIn(db: Kysely<KeyTables>): Promise<Uint8Array | null> {
  const found = await db.selectFrom('wrapping').select('check_value').executeTakeFirst();
  if (found) return found.check_value;
  if (await db.selectFrom('keys').select('kid').limit(1).executeTakeFirst()) throw checkValueLost();
  return null;
}

/** The wrapping key is taken up under a lock, so that the other processes find which one it must be. */
function keepCheckValue(database: KeyDatabase, place: FirstWrappingKey): Promise<Uint8Array> {
  return database.transaction(['wrapping'], async (db) => {
    const known = await checkValueIn(db);
    if (known) return known;
    const value = checkValueOf(firstWrappingKey(place));
    await db.insertInto('wrapping').values({ one: 1, check_value: value }).execute();
    return value;
  });
}

/** Placeholder owner of a compiled statement; each run replaces its parameters. */
const NOBODY: KeyOwner = { tenant: '', subject: '', purpose: 'identity' };

/** Keys in a database, each wrapped under `wrappingKey`, which never goes there. Destroyed keys are on `list` too. */
export function keyStoreIn(
  database: KeyDatabase,
  list: DestroyedList,
  wrappingKey: Uint8Array,
  random: Random,
): KeyStore {
  const { db } = database;
  const unwrapped = ({ kid, wrapped, ...owner }: WrappedKey) => unwrapKey(kid, owner, wrapped, wrappingKey);

  // Built once, since each command and each reading runs them: to build one takes longer than SQLite needs to run it.
  const byOwner = db.selectFrom('keys').select(KEY_COLUMNS).where(ownedBy(NOBODY)).compile();
  const byId = db.selectFrom('keys').select(KEY_COLUMNS).where('kid', '=', '').compile();

  async function rowOf(
    from: Kysely<KeyTables>,
    { tenant, subject, purpose }: KeyOwner,
  ): Promise<WrappedKey | undefined> {
    const { rows } = await from.executeQuery<WrappedKey>({ ...byOwner, parameters: [tenant, subject, purpose] });
    return rows[0];
  }

  async function rowWithId(kid: string): Promise<WrappedKey | undefined> {
    const { rows } = await db.executeQuery<WrappedKey>({ ...byId, parameters: [kid] });
    return rows[0];
  }

  /** One process at a time for a subject: the second finds the key that the first made, or that it was destroyed. */
  function keyOrNew(owner: KeyOwner): Promise<WrappedKey> {
    return database.transaction([lockOf(owner)], async (locked) => {
      const found = await rowOf(locked, owner);
      if (found) return found;
      if (await isErased(locked, owner)) throw new SubjectErased();
      await requireInService(database, locked);
      const key = newSubjectKey(random);
      const { tenant, subject, purpose } = owner;
      const made = { kid: key.kid, tenant, subject, purpose, wrapped: wrapKey(key, owner, wrappingKey, random) };
      await locked.insertInto('keys').values(made).execute();
      return made;
    });
  }

  const operations = new Set<Promise<unknown>>();
  /** Runs an operation that `close` waits for. */
  function running<T>(work: () => Promise<T>): Promise<T> {
    const operation = orUnavailable(work);
    operations.add(operation);
    const end = () => void operations.delete(operation);
    void operation.then(end, end);
    return operation;
  }

  const record = installationIn(database);
  const runningRecord = (of: InstallationRecord): InstallationRecord => ({
    read: () => running(() => of.read()),
    name: (name) => running(() => of.name(name)),
  });

  return {
    installation: {
      keys: { ...runningRecord(record), write: (installation) => running(() => record.write(installation)) },
      'destroyed-keys': runningRecord(list.installation),
    },

    keyOf: (owner) => running(async () => unwrapped((await rowOf(db, owner)) ?? (await keyOrNew(owner)))),

    existingKeyOf: (owner) =>
      running(async () => {
        const found = await rowOf(db, owner);
        return found ? unwrapped(found) : null;
      }),

    keyById: (kid) =>
      running(async () => {
        const found = await rowWithId(kid);
        if (found) return unwrapped(found);
        // Asked second, so that a key which is destroyed between the two is found here.
        const destroyed = await db.selectFrom('destroyed').select('kid').where('kid', '=', kid).executeTakeFirst();
        if (destroyed) return 'destroyed';
        throw new KeyMissing(`no key ${kid}`);
      }),

    unknownOf: (kids) =>
      running(async () => {
        const known = new Set<string | null>();
        for (const page of slicesOf(kids, PAGE)) {
          // In this order, as above.
          for (const table of ['keys', 'destroyed'] as const) {
            const found = await db.selectFrom(table).select('kid').where('kid', 'in', page).execute();
            for (const { kid } of found) known.add(kid);
          }
        }
        return kids.filter((kid) => !known.has(kid));
      }),

    destroy: (tenant, subject, purpose) =>
      running(async () => {
        const kids = await erase(database, list, { tenant, subject, purpose });
        if (!(await database.clearTraces())) throw new TracesRemain(database.tracesRemain);
        return kids;
      }),

    erasedPeople: (after, limit) =>
      running(async () => {
        const all = db.selectFrom('destroyed').select(['tenant', 'subject']).where('purpose', '=', 'identity');
        const rest = after
          ? all.where((is) =>
              is.or([
                is('tenant', '>', after.tenant),
                is.and([is('tenant', '=', after.tenant), is('subject', '>', after.person)]),
              ]),
            )
          : all;
        const found = await rest.orderBy('tenant').orderBy('subject').limit(limit).execute();
        return found.map(({ tenant, subject: person }) => ({ tenant, person }));
      }),

    reach: (part) => reach(part, part === 'keys' ? database : list),

    async close() {
      await Promise.allSettled(operations);
      try {
        await database.close();
      } finally {
        await list.close();
      }
    },
  };
}

const NAMES: Readonly<Record<KeyPart, string>> = {
  keys: 'the key store',
  'destroyed-keys': 'the list of destroyed keys',
};

async function reach(part: KeyPart, place: { reach(): Promise<void> }): Promise<void> {
  try {
    await place.reach();
  } catch (cause) {
    throw new KeyUnavailable(`${NAMES[part]} ${faultOf(cause)}`, { cause });
  }
}

function faultOf(cause: unknown): string {
  if (damageIn(cause)) return 'is damaged';
  return cannotWriteIn(cause) ? 'cannot be written' : 'does not answer';
}

/** Any other error is reported as KeyUnavailable. */
async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SubjectErased || error instanceof KeyUnavailable || error instanceof TracesRemain) throw error;
    const what = cannotWriteIn(error) ? 'the keys could not be written' : `the key store ${faultOf(error)}`;
    throw new KeyUnavailable(what, { cause: error });
  }
}
