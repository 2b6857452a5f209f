import type { Random } from '@jalon/kernel';
import type { KeyStore } from '../key-store.js';
import { checkValueOf } from '../key-wrap.js';
import { checkValueLost, firstWrappingKey, keptWrappingKey, type FirstWrappingKey } from '../wrapping-key.js';
import { clearTraces } from './clear-traces.js';
import { openKeyDatabase, type KeyDatabase } from './key-database.js';
import { postgresKeyStore } from './postgres-key-store.js';

export interface PostgresKeyStoreOptions {
  /** `postgres://user:password@host:port/database`; it is never shown, nor what it holds. */
  readonly url: string;
  /** The folder of the wrapping key (`JALON_KEYS_DIR`), which every process is given. */
  readonly keysDir: string;
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new, with the wrapping key that lies there. */
  readonly mayCreate: boolean;
}

/**
 * Opens the key store with its wrapping key, which each process is given and none makes. Of several that start at once on a new
 * store one has its key taken; the others need the same.
 *
 * @throws SecretRefused when the store or its wrapping key is missing, when the key is another's, or when other accounts can
 * read it; the message says what to do
 */
export async function openPostgresKeyStore({ url, ...options }: PostgresKeyStoreOptions): Promise<KeyStore> {
  const database = await openKeyDatabase(url);
  try {
    // A crash between a key's deletion and the writing anew of its table left its traces there.
    await clearTraces(database);
    const place = { store: nameOf(url), mayMakeKey: false, ...options };
    const known = (await checkValueIn(database.rows)) ?? (await keepCheckValue(database, place));
    return postgresKeyStore(database, keptWrappingKey(known, place), options.random);
  } catch (error) {
    await database.close();
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

/** What the operator knows the store by. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
