import type { Random } from '@jalon/kernel';
import { isAway } from '@jalon/postgres';
import type { DestroyedListPlace, ListOptions } from '../destroyed-list.js';
import type { KeyStore } from '@jalon/ports';
import { checkValueOf } from '../key-wrap.js';
import {
  checkValueLost,
  firstWrappingKey,
  keptWrappingKey,
  requireWrappingKey,
  type FirstWrappingKey,
} from '../wrapping-key.js';
import { clearTraces } from './clear-traces.js';
import { eraseAgain } from './erasures.js';
import { openKeyDatabase, type KeyDatabase } from './key-database.js';
import { keyStoreOnceReached } from './key-store-once-reached.js';
import { openListOf } from './list-of.js';
import { placeOf } from './place-of.js';
import { postgresKeyStore } from './postgres-key-store.js';

export interface PostgresKeyStoreOptions extends ListOptions {
  /** `postgres://user:password@host:port/database`; it is never shown, nor what it holds. */
  readonly url: string;
  /** Where the list of destroyed keys lies, apart from the schema of the keys and from its backups. */
  readonly destroyed: DestroyedListPlace;
  /** The folder of the wrapping key (`JALON_KEYS_DIR`), which every process is given. */
  readonly keysDir: string;
  readonly random: Random;
  /**
   * Whether nothing was ever stored: only then may the store be new, with the wrapping key that lies there. Null where that
   * cannot be known: then it may be new, and is not made.
   */
  readonly mayCreate: boolean | null;
}

/**
 * Opens the key store, or has it opened by whoever needs a key once it answers. What may be new must answer, and what gets a
 * list anew, since that is done here or not at all: an event that were stored before could be taken for sealed under keys of another store.
 *
 * @throws SecretRefused when the store, its wrapping key or its list is missing or another's, or when other accounts can
 * read one of them; the message says what to do
 * @throws Error when the database refuses, or does not answer though the store or its list may be new
 */
export async function openPostgresKeyStore(options: PostgresKeyStoreOptions): Promise<KeyStore> {
  try {
    return await openNow(options);
  } catch (error) {
    if (options.mayCreate !== false || options.renewList || !isAway(error)) throw error;
    requireWrappingKey({ store: placeOf(options.url), keysDir: options.keysDir });
    return keyStoreOnceReached(() => openNow(options));
  }
}

/**
 * Opens the key store with its wrapping key, which each process is given and none makes, and its list of destroyed keys; what
 * either of store and list knows to be destroyed is destroyed in both before this resolves. Of several that start at once on a
 * new store one has its key taken; the others need the same.
 */
async function openNow(options: PostgresKeyStoreOptions): Promise<KeyStore> {
  const { url, onErasedAgain, mayCreate, ...others } = options;
  const database = await openKeyDatabase(url);
  const opened: { close(): void | Promise<void> }[] = [database];
  try {
    const place = { store: placeOf(url), mayMakeKey: false, mayCreate: mayCreate === true, ...others };
    const known = (await checkValueIn(database.rows)) ?? (await keepCheckValue(database, place));
    const wrappingKey = keptWrappingKey(known, place);
    const list = await openListOf(database, options);
    opened.push(list);
    const again = await eraseAgain(database, list);
    // Also those of a crash between a key's deletion and the writing anew of its table.
    await clearTraces(database);
    if (again > 0) onErasedAgain?.(again);
    return postgresKeyStore(database, list, wrappingKey, options.random);
  } catch (error) {
    for (const each of opened) await each.close();
    throw error;
  }
}

async function checkValueIn(rows: KeyDatabase['rows']): Promise<Buffer | null> {
  const [found] = await rows<{ check_value: Buffer }>('SELECT check_value FROM jalon_keys.wrapping');
  if (found) return found.check_value;
  if ((await rows('SELECT FROM jalon_keys.keys LIMIT 1')).length > 0) throw checkValueLost();
  return null;
}

/** The key is taken up only by who holds the lock, so that the others find whose it must be. */
function keepCheckValue(database: KeyDatabase, place: FirstWrappingKey): Promise<Buffer> {
  return database.transaction('wrapping', async (rows) => {
    const known = await checkValueIn(rows);
    if (known) return known;
    const value = checkValueOf(firstWrappingKey(place));
    await rows('INSERT INTO jalon_keys.wrapping (one, check_value) VALUES (1, $1)', [value]);
    return value;
  });
}
