import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Random } from '@jalon/kernel';
import type { KeyStore } from '../key-store.js';
import { checkValueOf, KEY_BYTES } from '../key-wrap.js';
import { createSecret, readSecret, SecretRefused } from '../secret-file.js';
import { openKeyDatabase, type KeyDatabase } from './key-database.js';
import { sqliteKeyStore } from './sqlite-key-store.js';

export const WRAPPING_KEY_FILE = 'wrapping.key';

export interface KeyStoreOptions {
  /** The database; made when absent, readable by its owner only. */
  readonly file: string;
  /** The folder of the wrapping key (`JALON_KEYS_DIR`), apart from the data. */
  readonly keysDir: string;
  readonly random: Random;
  /** Whether the service may make the wrapping key itself (embedded mode); it does so over an empty store only. */
  readonly mayCreate: boolean;
}

/**
 * Opens the key store with its wrapping key. The store keeps a check value of that key, so that data sealed under one is
 * never mixed with data sealed under another.
 *
 * @throws SecretRefused when the wrapping key is missing, is not the store's own, or can be read by others; the message says
 * what to do
 */
export function openKeyStore({ file, keysDir, random, mayCreate }: KeyStoreOptions): KeyStore {
  const database = openKeyDatabase(file);
  try {
    const wrappingKey = wrappingKeyOf(database, { file, keysDir, random, mayCreate });
    return sqliteKeyStore(database, wrappingKey, random);
  } catch (error) {
    database.close();
    throw error;
  }
}

function wrappingKeyOf(database: KeyDatabase, { file, keysDir, random, mayCreate }: KeyStoreOptions): Uint8Array {
  const path = join(keysDir, WRAPPING_KEY_FILE);
  const known = checkValueIn(database);
  const text = readSecret(keysDir, WRAPPING_KEY_FILE);
  if (known !== null && text === null) {
    throw new SecretRefused(
      `${path} is missing, and the key store ${file} was made with it. Restore it from the backup of the keys folder; ` +
        'without it no personal data can be read.',
    );
  }
  if (text === null && !mayCreate) {
    throw new SecretRefused(
      `${path} is missing. Give it to this process: 64 hexadecimal digits, readable by its owner only.`,
    );
  }
  // The file comes first and is durable: a crash before the check value leaves a key that the next start takes up.
  const wrappingKey = parsed(text ?? createSecret(keysDir, WRAPPING_KEY_FILE, newKeyText(random)), path);
  if (!timingSafeEqual(known ?? keepCheckValue(database, wrappingKey), checkValueOf(wrappingKey))) {
    throw new SecretRefused(
      `${path} is not the key that the key store ${file} was made with. Restore the right one from the backup of the ` +
        'keys folder, or name the data folder that belongs to this key.',
    );
  }
  return wrappingKey;
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
