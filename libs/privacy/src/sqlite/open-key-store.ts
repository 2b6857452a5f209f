import type { Random } from '@jalon/kernel';
import { orClose } from '@jalon/sqlite';
import type { ListOptions } from '../destroyed-list.js';
import type { KeyStore } from '@jalon/ports';
import { checkValueOf } from '../key-wrap.js';
import { checkValueLost, firstWrappingKey, keptWrappingKey } from '../wrapping-key.js';
import { erasuresIn } from './erasures.js';
import { clearLog, openKeyDatabase, type KeyDatabase } from './key-database.js';
import { openListOf } from './list-of.js';
import { sqliteKeyStore } from './sqlite-key-store.js';

export interface KeyStoreOptions extends ListOptions {
  /** The database, readable by its owner only. */
  readonly file: string;
  /** The list of destroyed keys, apart from the database and its backups. */
  readonly destroyedFile: string;
  /** The folder of the wrapping key (`JALON_KEYS_DIR`), apart from the data. */
  readonly keysDir: string;
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new, with the wrapping key that lies there or one of its own. */
  readonly mayCreate: boolean;
}

/**
 * Opens the key store with its wrapping key and its list of destroyed keys; what either of store and list knows to be
 * destroyed is destroyed in both before this returns.
 *
 * @throws SecretRefused when the store, its wrapping key or its list is missing or another's, or when other accounts can
 * read one of them; the message says what to do
 */
export function openKeyStore({
  file,
  destroyedFile,
  renewList = false,
  onErasedAgain,
  ...options
}: KeyStoreOptions): KeyStore {
  const database = openKeyDatabase(file);
  return orClose(database, () => {
    const place = { store: file, mayMakeKey: true, ...options };
    // Unless another process was first: then the key must be the one that it took.
    const known = checkValueIn(database) ?? keepCheckValue(database, firstWrappingKey(place));
    const wrappingKey = keptWrappingKey(known, place);
    const list = openListOf(database, { file: destroyedFile, renewList, random: options.random });
    return orClose(list, () => {
      const again = erasuresIn(database, list).eraseAgain();
      if (again > 0) {
        clearLog(database);
        onErasedAgain?.(again);
      }
      const keys = sqliteKeyStore(database, list, wrappingKey, options.random);
      return { ...keys, close: () => keys.close().finally(() => list.close()) };
    });
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
