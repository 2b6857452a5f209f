import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Random } from '@jalon/kernel';
import { orClose } from '@jalon/sqlite';
import type { KeyStore } from '../key-store.js';
import { checkValueOf, KEY_BYTES } from '../key-wrap.js';
import { createSecret, readSecret, SecretRefused } from '../secret-file.js';
import { openKeyDatabase, type KeyDatabase } from './key-database.js';
import { sqliteKeyStore } from './sqlite-key-store.js';

export const WRAPPING_KEY_FILE = 'wrapping.key';

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
 * Opens the key store with its wrapping key. The store keeps a check value of that key, so that data sealed under one is
 * never mixed with data sealed under another.
 *
 * @throws SecretRefused when the store or its wrapping key is missing, when the key is another's, or when other accounts can
 * read either; the message says what to do
 */
export function openKeyStore(options: KeyStoreOptions): KeyStore {
  const database = openKeyDatabase(options.file);
  return orClose(database, () => {
    const known = checkValueIn(database);
    const wrappingKey = known ? keptWrappingKey(known, options) : firstWrappingKey(database, options);
    return sqliteKeyStore(database, wrappingKey, options.random);
  });
}

function keptWrappingKey(checkValue: Buffer, { file, keysDir }: KeyStoreOptions): Uint8Array {
  const path = join(keysDir, WRAPPING_KEY_FILE);
  const text = readSecret(keysDir, WRAPPING_KEY_FILE);
  if (text === null) {
    throw new SecretRefused(
      `${path} is missing, and the key store ${file} was made with it. Restore it from the backup of the keys folder; ` +
        'without it no personal data can be read.',
    );
  }
  const wrappingKey = parsed(text, path);
  if (timingSafeEqual(checkValue, checkValueOf(wrappingKey))) return wrappingKey;
  throw new SecretRefused(
    `${path} is not the key that the key store ${file} was made with. Restore the right one from the backup of the keys ` +
      'folder, or name the data folder that belongs to this key.',
  );
}

/** The file comes first and is durable: a crash before the check value leaves a key that the next start takes up. */
function firstWrappingKey(database: KeyDatabase, options: KeyStoreOptions): Uint8Array {
  const { file, keysDir, random, mayCreate } = options;
  if (!mayCreate) {
    throw new SecretRefused(
      `The key store ${file} is new, but events are already stored, sealed under keys of another. Restore it and the keys ` +
        'folder from their backups; without them no personal data can be read.',
    );
  }
  const text = readSecret(keysDir, WRAPPING_KEY_FILE) ?? createSecret(keysDir, WRAPPING_KEY_FILE, newKeyText(random));
  const wrappingKey = parsed(text, join(keysDir, WRAPPING_KEY_FILE));
  // Unless another process was first: then the key must be the one that it took.
  return keptWrappingKey(keepCheckValue(database, wrappingKey), options);
}

function checkValueIn(database: KeyDatabase): Buffer | null {
  const value = database.prepare<[], Buffer>('SELECT check_value FROM wrapping').pluck().get();
  if (value) return value;
  const keys = database.prepare<[], number>('SELECT count(*) FROM keys').pluck().get();
  if (keys) throw new SecretRefused('The key store holds keys but no check value: restore it from a backup.');
  return null;
}

/** The store's check value: this key's, unless another process was first. */
function keepCheckValue(database: KeyDatabase, wrappingKey: Uint8Array): Buffer {
  database
    .prepare('INSERT INTO wrapping (one, check_value) VALUES (1, ?) ON CONFLICT DO NOTHING')
    .run(checkValueOf(wrappingKey));
  return checkValueIn(database) as Buffer;
}

function newKeyText(random: Random): string {
  return `${Buffer.from(random.bytes(KEY_BYTES)).toString('hex')}\n`;
}

function parsed(text: string, path: string): Uint8Array {
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) {
    throw new SecretRefused(
      `${path} does not hold 64 hexadecimal digits. Restore it from the backup of the keys folder.`,
    );
  }
  return Buffer.from(text.trim(), 'hex');
}
