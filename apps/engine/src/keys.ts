import { systemRandom } from '@jalon/application';
import { wordsOf, type Random } from '@jalon/kernel';
import { isAway } from '@jalon/postgres';
import type { DestroyedListPlace, KeyStore, ListOptions } from '@jalon/privacy';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { openKeyStore, sqliteDestroyedList } from '@jalon/privacy/sqlite';
import type { EngineConfig } from './config.js';
import { starting, StoreNotAnswering } from './start-refused.js';

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
    const destroyed =
      'url' in destroyedKeys ? postgresDestroyedList(destroyedKeys.url) : sqliteDestroyedList(destroyedKeys.file);
    return openAnswering(destroyed, (told) =>
      openPostgresKeyStore({ ...keyStore, keysDir, destroyed: told, ...options }),
    );
  }
  // The configuration lets keys in a file have no list but one in a file.
  const { file: destroyedFile } = destroyedKeys as { readonly file: string };
  return openKeyStore({ ...keyStore, keysDir, destroyedFile, ...options, mayCreate: options.mayCreate === true });
}

/** Opens a store with its list in a server each, and says of which of the two no answer came. */
async function openAnswering(
  destroyed: DestroyedListPlace,
  open: (told: DestroyedListPlace) => Promise<KeyStore>,
): Promise<KeyStore> {
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
      ? (['list of destroyed keys', 'DESTROYED_KEYS_URL'] as const)
      : (['key store', 'KEY_STORE_URL'] as const);
    throw new StoreNotAnswering(`The ${what} cannot be opened: ${wordsOf(error)}`, variable, error);
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
  return starting('The key store cannot be opened', async () => {
    const keys = await openKeys(config, { random: systemRandom, mayCreate: false, renewList: true, onErasedAgain });
    await keys.close();
    return again;
  });
}
