import type { Random } from '@jalon/kernel';
import { orClose } from '@jalon/sqlite';
import type { KeyStore } from '../key-store.js';
import { checkValueOf } from '../key-wrap.js';
import { checkValueLost, firstWrappingKey, keptWrappingKey } from '../wrapping-key.js';
import { openKeyDatabase, type KeyDatabase } from './key-database.js';
import { sqliteKeyStore } from './sqlite-key-store.js';

export interface KeyStoreOptions {
  /** The database, readable by its owner only. */
  readonly file: string;
  /** The folder of the wrapping key (`JALON_KEYS_DIR`), apart from the data. */
  readonly keysDir: string;
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new, with the wrapping key that lies there or one of its own. */
  readonly mayCreate: boolean;
}

/**
 * Opens the key store with its wrapping key.
 *
 * @throws SecretRefused when the store or its wrapping key is missing, when the key is another's, or when other accounts can
 * read either; the message says what to do
 */
export function openKeyStore({ file, ...options }: KeyStoreOptions): KeyStore {
  const database = openKeyDatabase(file);
  return orClose(database, () => {
    const place = { store: file, mayMakeKey: true, ...options };
    // Unless another process was first: then the key must be the one that it took.
    const known = checkValueIn(database) ?? keepCheckValue(database, firstWrappingKey(place));
    return sqliteKeyStore(database, keptWrappingKey(known, place), options.random);
  });
}

function checkValueIn(database: KeyDatabase): Buffer | null {
  const value = database.prepare<[], Buffer>('SELECT check_value FROM wrapping').pluck().get();
  if (value) return value;
  const keys = database.prepare<[], number>('SELECT count(*) FROM keys').pluck().get();
  if (keys) throw checkValueLost();
  return null;
}

/** The store's check value: this key's, unless another process was first. */
function keepCheckValue(database: KeyDatabase, wrappingKey: Uint8Array): Buffer {
  database
    .prepare('INSERT INTO wrapping (one, check_value) VALUES (1, ?) ON CONFLICT DO NOTHING')
    .run(checkValueOf(wrappingKey));
  return checkValueIn(database) as Buffer;
}
