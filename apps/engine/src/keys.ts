import { systemRandom } from '@jalon/application';
import type { Random } from '@jalon/kernel';
import { isAway } from '@jalon/postgres';
import type { KeyStore } from '@jalon/ports';
import type { DestroyedListPlace, ListOptions } from '@jalon/privacy';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { openSqliteKeyStore, sqliteDestroyedList } from '@jalon/privacy/sqlite';
import type { EngineConfig, StorePlace } from './config.js';
import { failed, startStep, StoreNotAnswering, type StoreVariable } from './start-refused.js';

type KeyConfig = Pick<EngineConfig, 'keyStore' | 'destroyedKeys' | 'keysDir'>;

interface KeyOptions extends ListOptions {
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new. Null where that cannot be known. */
  readonly mayCreate: boolean | null;
}

/**
 * Opens the key store where the configuration says, with its list of destroyed keys.
 *
 * @throws StoreNotAnswering when it may be new, or its list is to be, and the database of either does not answer
 */
export async function openKeys(config: KeyConfig, options: KeyOptions): Promise<KeyStore> {
  const { keyStore, destroyedKeys, keysDir } = config;
  if ('url' in keyStore) {
    return openAnswering(listPlaceOf(destroyedKeys), VARIABLES, (told) =>
      openPostgresKeyStore({ ...keyStore, keysDir, destroyed: told, ...options }),
    );
  }
  const destroyedFile = listFileOf(destroyedKeys);
  return openSqliteKeyStore({ ...keyStore, keysDir, destroyedFile, ...options, mayCreate: options.mayCreate === true });
}

/** Where a list of destroyed keys lies. */
export function listPlaceOf(place: StorePlace): DestroyedListPlace {
  return 'url' in place ? postgresDestroyedList(place.url) : sqliteDestroyedList(place.file);
}

/** The file of a list beside keys in a file: the configuration lets these have no other. */
export const listFileOf = (place: StorePlace): string => (place as { readonly file: string }).file;

/** What names a store and what its list, for the sentence that says which of the two does not answer. */
interface Named {
  readonly store: StoreVariable;
  readonly list: StoreVariable;
}

const VARIABLES: Named = { store: 'KEY_STORE_URL', list: 'DESTROYED_KEYS_URL' };

/**
 * Opens a store with its list, which may lie in a server each.
 *
 * @throws StoreNotAnswering when no answer comes from one of them
 */
export async function openAnswering<Store>(
  destroyed: DestroyedListPlace,
  named: Named,
  open: (told: DestroyedListPlace) => Promise<Store>,
): Promise<Store> {
  const ofList = new Set<unknown>();
  const told: DestroyedListPlace = {
    place: destroyed.place,
    async open(opening) {
      try {
        return await destroyed.open(opening);
      } catch (error) {
        ofList.add(error);
        throw error;
      }
    },
  };
  try {
    return await open(told);
  } catch (error) {
    if (!isAway(error)) throw error;
    const [what, variable] = ofList.has(error)
      ? (['DESTROYED_LIST_UNOPENED', named.list] as const)
      : (['KEY_STORE_UNOPENED', named.store] as const);
    throw new StoreNotAnswering(failed(what, error), variable, error);
  }
}

/**
 * Gives the key store a list of destroyed keys anew, where the one that it was kept with is lost: the list that lies at its
 * place, or a new one, with what the store knows to be destroyed.
 *
 * @returns how many erasures that list knew and the store did not, which are done again
 * @throws StartRefused when the store does not open
 */
export function renewDestroyedList(config: KeyConfig): Promise<number> {
  let again = 0;
  const onErasedAgain = (erasures: number) => (again = erasures);
  return startStep('KEY_STORE_UNOPENED', async () => {
    const keys = await openKeys(config, { random: systemRandom, mayCreate: false, renewList: true, onErasedAgain });
    await keys.close();
    return again;
  });
}
