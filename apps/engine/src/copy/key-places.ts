import { urlWithoutCredentials } from '@jalon/postgres';
import { readConfig, type EngineConfig, type StorePlace } from '../config.js';
import { reworded, StartRefused } from '../start-refused.js';

/** A key store and its list, as the options of a command name them. */
export interface KeyPlace extends Pick<EngineConfig, 'keyStore' | 'destroyedKeys' | 'keysDir'> {
  readonly options: { readonly store: KeyOption; readonly list: KeyOption | 'DESTROYED_KEYS_URL' };
}

export type KeyOption = '--from' | '--to' | '--from-list' | '--to-list';

export interface KeyUrls {
  /** Read as `KEY_STORE_URL` is. */
  readonly url: string;
  /** Read as `DESTROYED_KEYS_URL`, which it stands for: where neither is given, the list lies where such a store has it. */
  readonly list: string | undefined;
}

/**
 * The key store and its list that options name.
 *
 * @throws StartRefused naming the option; a URL may hold a password, and is not repeated
 */
export function readKeyPlace(
  environment: NodeJS.ProcessEnv,
  store: '--from' | '--to',
  { url, list: listUrl }: KeyUrls,
): KeyPlace {
  const given = { KEY_STORE_URL: url, ...(listUrl !== undefined && { DESTROYED_KEYS_URL: listUrl }) };
  const list = listUrl === undefined ? 'DESTROYED_KEYS_URL' : (`${store}-list` as const);
  try {
    const { keyStore, destroyedKeys, keysDir } = readConfig({ ...environment, ...given });
    return { keyStore, destroyedKeys, keysDir, options: { store, list } };
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    throw reworded(error, (text) => text.replaceAll('KEY_STORE_URL', store).replaceAll('DESTROYED_KEYS_URL', list));
  }
}

/** A store of keys, or a list, as it may be shown: without account and options. */
export function shownKeyPlace(place: StorePlace): string {
  return 'file' in place ? `sqlite:${place.file}` : urlWithoutCredentials(place.url);
}
