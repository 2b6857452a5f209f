import { systemRandom } from '@jalon/application';
import { wordsOf } from '@jalon/kernel';
import { KeyUnavailable, type MovableRecord } from '@jalon/ports';
import { isAway, urlWithoutCredentials } from '@jalon/postgres';
import { KeyCopyRefused, type DestroyedListPlace, type KeyCopySource, type KeyCopyTarget } from '@jalon/privacy';
import { openPostgresKeyRecord, openPostgresKeySource, openPostgresKeyTarget } from '@jalon/privacy/postgres';
import { openSqliteKeyRecord, openSqliteKeySource, openSqliteKeyTarget } from '@jalon/privacy/sqlite';
import { readConfig, type EngineConfig, type StorePlace } from '../config.js';
import { UNHURRIED_MS } from '../store-adapters.js';
import { listFileOf, listPlaceOf, openAnswering } from '../keys.js';
import { StartRefused, reworded, startStep } from '../start-refused.js';
import type { StartMessage } from '../start.messages.js';

/**
 * Opens two key stores for a copy from one to the other, each with its list of destroyed keys, and nothing else of an
 * installation.
 *
 * @throws KeyCopyRefused when there are no keys to copy, or somebody has the target open
 * @throws StoreNotAnswering when a store does not answer
 * @throws StartRefused when a store does not open for another reason
 * @throws KeyUnavailable when a store ceases to answer during `work`
 */
export async function withKeyCopy<T>(
  from: KeyPlace,
  to: KeyPlace,
  work: (source: KeyCopySource, target: KeyCopyTarget) => Promise<T>,
): Promise<T> {
  const source = await opened('KEY_SOURCE_UNOPENED', from, openSource);
  try {
    const target = await opened('KEY_TARGET_UNOPENED', to, openTarget);
    try {
      return await work(source, target);
    } catch (error) {
      if (!isAway(error)) throw error;
      throw new KeyUnavailable(wordsOf(error), { cause: error });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Opens the record of the installation in a key store, which may be in service, for `work`.
 *
 * @throws KeyCopyRefused (`no-store`); StartRefused when it does not open
 */
export async function withKeyRecord<T>(
  { keyStore }: KeyPlace,
  work: (store: { readonly installation: MovableRecord }) => Promise<T>,
): Promise<T> {
  const open = () => ('url' in keyStore ? openPostgresKeyRecord(keyStore.url) : openSqliteKeyRecord(keyStore.file));
  const store = await startStep('KEY_STORE_UNOPENED', () =>
    open().catch((error: unknown) => {
      if (error instanceof KeyCopyRefused) return error;
      throw error;
    }),
  );
  if (store instanceof KeyCopyRefused) throw store;
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Opens a key store to be read, with its list. @throws as `withKeyCopy` does */
export const openKeySource = (place: KeyPlace): Promise<KeyCopySource> =>
  opened('KEY_SOURCE_UNOPENED', place, openSource);

type Open<Store> = (place: KeyPlace, list: DestroyedListPlace) => Promise<Store>;

const random = systemRandom;

const openSource: Open<KeyCopySource> = async ({ keyStore, destroyedKeys, keysDir }, destroyed) => {
  if ('url' in keyStore) return openPostgresKeySource({ ...keyStore, destroyed, keysDir, random });
  return openSqliteKeySource({ ...keyStore, destroyedFile: listFileOf(destroyedKeys), keysDir, random });
};

const openTarget: Open<KeyCopyTarget> = async ({ keyStore, destroyedKeys }, destroyed) => {
  if ('url' in keyStore) return openPostgresKeyTarget({ ...keyStore, destroyed, random });
  return openSqliteKeyTarget({ ...keyStore, destroyedFile: listFileOf(destroyedKeys), random });
};

/** KeyCopyRefused is passed on as it is; other errors become refusals of the start. */
async function opened<Store extends KeyCopySource>(
  step: StartMessage,
  place: KeyPlace,
  open: Open<Store>,
): Promise<Store> {
  const outcome = await startStep(step, () =>
    openAnswering(listPlaceOf(place.destroyedKeys, UNHURRIED_MS), place.options, (list) => open(place, list)).catch(
      (error: unknown) => {
        if (error instanceof KeyCopyRefused) return error;
        throw error;
      },
    ),
  );
  if (outcome instanceof KeyCopyRefused) throw outcome;
  return outcome;
}

/** The places of a key store and of its list, and the options of a command that name them. */
export interface KeyPlace extends Pick<EngineConfig, 'keyStore' | 'destroyedKeys' | 'keysDir'> {
  readonly options: { readonly store: KeyOption; readonly list: KeyOption | 'DESTROYED_KEYS_URL' };
}

export type KeyOption = '--from' | '--to' | '--from-list' | '--to-list';

export interface KeyUrls {
  /** Read as `KEY_STORE_URL` is. */
  readonly url: string;
  /** Read as `DESTROYED_KEYS_URL`, which it overrides. Without either, the list lies at the default place for such a store. */
  readonly list: string | undefined;
}

/**
 * Reads the options that name a key store and its list.
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

/** The name by which operators know a key store or a list: without account and options. */
export function shownKeyPlace(place: StorePlace): string {
  return 'file' in place ? `sqlite:${place.file}` : urlWithoutCredentials(place.url);
}
