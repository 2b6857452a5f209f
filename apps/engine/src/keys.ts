import { systemRandom } from '@jalon/application';
import type { Random } from '@jalon/kernel';
import { isAway } from '@jalon/postgres';
import type { KeyStore } from '@jalon/ports';
import type { DestroyedListPlace, ListOptions } from '@jalon/privacy';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { openSqliteKeyStore, sqliteDestroyedList } from '@jalon/privacy/sqlite';
import type { EngineConfig, StorePlace } from './config.js';
import { UNHURRIED_MS } from './store-adapters.js';
import { failed, startStep, StoreNotAnswering, type StoreVariable } from './start-refused.js';

type KeyConfig = Pick<EngineConfig, 'keyStore' | 'destroyedKeys' | 'keysDir'>;

interface KeyOptions extends ListOptions {
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new. Null where that is unknown. */
  readonly mayCreate: boolean | null;
  /** Whether the wrapping key of a new store may be made where there is none. */
  readonly mayMakeKey: boolean;
  /** How long a server may take to answer, in milliseconds. */
  readonly patienceMs: number;
}

/**
 * Opens the configured key store, with its list of destroyed keys.
 *
 * @throws StoreNotAnswering when the store may be new, or its list is renewed, and the database of either does not answer
 */
export async function openKeys(config: KeyConfig, options: KeyOptions): Promise<KeyStore> {
  const { keyStore, destroyedKeys, keysDir } = config;
  if ('url' in keyStore) {
    return openAnswering(listPlaceOf(destroyedKeys, options.patienceMs), VARIABLES, (list) =>
      openPostgresKeyStore({ ...keyStore, keysDir, destroyed: list, ...options }),
    );
  }
  const destroyedFile = listFileOf(destroyedKeys);
  return openSqliteKeyStore({ ...keyStore, keysDir, destroyedFile, ...options, mayCreate: options.mayCreate === true });
}

/** The place of a list of destroyed keys. */
export function listPlaceOf(place: StorePlace, patienceMs: number): DestroyedListPlace {
  return 'url' in place ? postgresDestroyedList(place.url, { patienceMs }) : sqliteDestroyedList(place.file);
}

/** The file of the list that belongs to keys in a file: the configuration allows no list elsewhere. */
export const listFileOf = (place: StorePlace): string => (place as { readonly file: string }).file;

/** The variables or options that name a key store and its list, for the message that says which of the two does not answer. */
interface StoreNames {
  readonly store: StoreVariable;
  readonly list: StoreVariable;
}

const VARIABLES: StoreNames = { store: 'KEY_STORE_URL', list: 'DESTROYED_KEYS_URL' };

/**
 * Opens a store with its list. Each may lie in a server of its own: the refusal names the one that does not answer.
 *
 * @param open opens the store, with the list whose place it is passed
 * @throws StoreNotAnswering when one of the two does not answer
 */
export async function openAnswering<Store>(
  destroyed: DestroyedListPlace,
  names: StoreNames,
  open: (list: DestroyedListPlace) => Promise<Store>,
): Promise<Store> {
  const errorsOfList = new Set<unknown>();
  const list: DestroyedListPlace = {
    place: destroyed.place,
    async open(opening) {
      try {
        return await destroyed.open(opening);
      } catch (error) {
        errorsOfList.add(error);
        throw error;
      }
    },
  };
  try {
    return await open(list);
  } catch (error) {
    if (!isAway(error)) throw error;
    const [what, variable] = errorsOfList.has(error)
      ? (['DESTROYED_LIST_UNOPENED', names.list] as const)
      : (['KEY_STORE_UNOPENED', names.store] as const);
    throw new StoreNotAnswering(failed(what, error), variable, error);
  }
}

/**
 * Gives the key store another list of destroyed keys where its own is lost: the list that lies at its place, or a new one.
 * The erasures that the store knows are added to it.
 *
 * @returns how many erasures the list knew and the store did not; they are done again
 * @throws StartRefused when the store does not open
 */
export function renewDestroyedList(config: KeyConfig): Promise<number> {
  let again = 0;
  const onErasedAgain = (erasures: number) => (again = erasures);
  return startStep('KEY_STORE_UNOPENED', async () => {
    const keys = await openKeys(config, {
      random: systemRandom,
      mayCreate: false,
      mayMakeKey: false,
      renewList: true,
      patienceMs: UNHURRIED_MS,
      onErasedAgain,
    });
    await keys.close();
    return again;
  });
}
