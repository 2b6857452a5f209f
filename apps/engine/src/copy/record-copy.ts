import { systemRandom } from '@jalon/application';
import { wordsOf } from '@jalon/kernel';
import { StoreUnavailable } from '@jalon/ports';
import { isAway } from '@jalon/postgres';
import type { RecordSide } from '@jalon/record-store';
import { openPostgresRecordSide } from '@jalon/record-store/postgres';
import { openSqliteRecordSide } from '@jalon/record-store/sqlite';
import { readConfig, type EngineConfig } from '../config.js';
import { failed, reworded, StartRefused, startStep, StoreNotAnswering } from '../start-refused.js';
import type { StartMessage } from '../start.messages.js';
import { UNHURRIED_MS } from '../store-adapters.js';

/** A record store that an option of a command names. */
export interface RecordOptionPlace extends Pick<EngineConfig, 'recordStore' | 'keysDir'> {
  readonly option: '--from' | '--to' | '--store';
}

/**
 * Reads an option that names a record store, as `RECORD_STORE_URL` does.
 *
 * @throws StartRefused naming the option; a URL may hold a password, and is not repeated
 */
export function readRecordPlace(
  environment: NodeJS.ProcessEnv,
  option: RecordOptionPlace['option'],
  url: string,
): RecordOptionPlace {
  try {
    const { recordStore, keysDir } = readConfig({ ...environment, RECORD_STORE_URL: url });
    return { recordStore, keysDir, option };
  } catch (error) {
    throw inWordsOf(option, error);
  }
}

/**
 * Opens two record stores for a copy from one to the other, and nothing else of an installation.
 *
 * @throws StoreNotAnswering when a store does not answer
 * @throws StartRefused when a store does not open for another reason
 * @throws StoreUnavailable when a store ceases to answer during `work`
 */
export function withRecordCopy<T>(
  from: RecordOptionPlace,
  to: RecordOptionPlace,
  work: (source: RecordSide, target: RecordSide) => Promise<T>,
): Promise<T> {
  return withSide('RECORD_SOURCE_UNOPENED', from, (source) =>
    withSide('RECORD_TARGET_UNOPENED', to, (target) => work(source, target)),
  );
}

/** Opens a record store, which may be in service, for `work`. @throws as `withRecordCopy` */
export const withRecordSide = <T>(place: RecordOptionPlace, work: (store: RecordSide) => Promise<T>): Promise<T> =>
  withSide('RECORD_STORE_UNOPENED', place, work);

async function withSide<T>(
  step: StartMessage,
  place: RecordOptionPlace,
  work: (side: RecordSide) => Promise<T>,
): Promise<T> {
  const side = await startStep(step, () => open(place)).catch((error: unknown) => {
    const { cause } = error as Error;
    if (isAway(cause)) throw new StoreNotAnswering(failed(step, cause), place.option, cause);
    throw inWordsOf(place.option, error);
  });
  try {
    return await work(side);
  } catch (error) {
    if (!isAway(error)) throw error;
    throw new StoreUnavailable(wordsOf(error), { store: 'records', cause: error });
  } finally {
    await side.close();
  }
}

function open({ recordStore, keysDir, option }: RecordOptionPlace): Promise<RecordSide> {
  const options = { keysDir, random: systemRandom, mayMakeKey: false, mayCreate: () => option === '--to' };
  return 'url' in recordStore
    ? openPostgresRecordSide({ ...recordStore, ...options, patienceMs: UNHURRIED_MS })
    : openSqliteRecordSide({ ...recordStore, ...options });
}

/** A refusal that names the variable of the store names the option instead. */
const inWordsOf = (option: string, error: unknown): unknown =>
  error instanceof StartRefused ? reworded(error, (text) => text.replaceAll('RECORD_STORE_URL', option)) : error;
