import { systemRandom } from '@jalon/application';
import { wordsOf } from '@jalon/kernel';
import { isAway } from '@jalon/postgres';
import { KeyUnavailable } from '@jalon/ports';
import { KeyCopyRefused, type DestroyedListPlace, type KeyCopySource, type KeyCopyTarget } from '@jalon/privacy';
import { openPostgresKeySource, openPostgresKeyTarget } from '@jalon/privacy/postgres';
import { openSqliteKeySource, openSqliteKeyTarget } from '@jalon/privacy/sqlite';
import { listFileOf, listPlaceOf, openAnswering } from '../keys.js';
import { starting } from '../start-refused.js';
import type { StartSentence } from '../start.sentences.js';
import type { KeyPlace } from './key-places.js';

/**
 * Opens two key stores for a copy from one to the other, each with its list of destroyed keys, and nothing else of an
 * installation.
 *
 * @throws KeyCopyRefused when there are no keys to copy, or somebody has the file open that is to hold them
 * @throws StartRefused when one of them does not open, StoreNotAnswering when that is all
 * @throws KeyUnavailable when one of them ceases to answer
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

/** That it is refused is an answer of its own, no failure to open it. */
async function opened<Store extends KeyCopySource>(
  step: StartSentence,
  place: KeyPlace,
  open: Open<Store>,
): Promise<Store> {
  const outcome = await starting(step, () =>
    openAnswering(listPlaceOf(place.destroyedKeys), place.options, (list) => open(place, list)).catch(
      (error: unknown) => {
        if (error instanceof KeyCopyRefused) return error;
        throw error;
      },
    ),
  );
  if (outcome instanceof KeyCopyRefused) throw outcome;
  return outcome;
}
