import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Random } from '@jalon/kernel';
import { checkValueOf, KEY_BYTES } from './encryption.js';
import { secretMessages } from './secret.messages.js';
import { createSecret, readSecret, SecretRefused, type Made } from '@jalon/secret-files';

export const WRAPPING_KEY_FILE = 'wrapping.key';

/** A key store and the folder of its wrapping key. */
export interface WrappingKeyPlace {
  /** The name by which the operator knows the store, without its password. */
  readonly store: string;
  /** `JALON_KEYS_DIR`, apart from the data. */
  readonly keysDir: string;
}

export interface FirstWrappingKey extends WrappingKeyPlace {
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new. */
  readonly mayCreate: boolean;
  /**
   * Whether the key may be made where there is none. Processes that share a store are each given the same
   * (`makeWrappingKey`).
   */
  readonly mayMakeKey: boolean;
}

/** The key store is new, though it may not be. */
export class KeyStoreIsNew extends SecretRefused {
  /** @param store the name by which the operator knows it */
  constructor(readonly store: string) {
    super(secretMessages.STORE_IS_NEW, { store });
  }
}

/**
 * Makes the wrapping key of a store that several processes will share, before the first of them starts.
 *
 * @throws SecretRefused when there is one that cannot be used
 */
export function makeWrappingKey(keysDir: string, random: Random): Made {
  const existing = readSecret(keysDir, WRAPPING_KEY_FILE);
  parsed(existing ?? createSecret(keysDir, WRAPPING_KEY_FILE, newKeyText(random)), join(keysDir, WRAPPING_KEY_FILE));
  return existing === null ? 'made' : 'already there';
}

/**
 * The wrapping key of a store that has a check value. The two must match, so that data sealed under one key is never
 * mixed with data sealed under another.
 *
 * @throws SecretRefused when the key is missing, another's or open to other accounts; the message says what to do
 */
export function keptWrappingKey(checkValue: Uint8Array, place: WrappingKeyPlace): Uint8Array {
  const wrappingKey = requireWrappingKey(place);
  if (isKeyOf(checkValue, wrappingKey)) return wrappingKey;
  throw new SecretRefused(secretMessages.OF_ANOTHER, {
    path: join(place.keysDir, WRAPPING_KEY_FILE),
    store: place.store,
  });
}

/**
 * The wrapping key in the keys folder. Whether it is the store's own is not checked.
 *
 * @throws SecretRefused when it is missing, cannot be one, or is open to other accounts
 */
export function requireWrappingKey({ store, keysDir }: WrappingKeyPlace): Uint8Array {
  const path = join(keysDir, WRAPPING_KEY_FILE);
  const text = readSecret(keysDir, WRAPPING_KEY_FILE);
  if (text === null) {
    throw new SecretRefused(secretMessages.WRAPPING_KEY_MISSING, { path, store });
  }
  return parsed(text, path);
}

/**
 * The wrapping key of a store that has no check value yet. The file is written first, durably: after a crash before the
 * check value is written, the next start uses the same key.
 *
 * @throws KeyStoreIsNew when the store may not be new
 * @throws SecretRefused when the key is missing; the message says what to do
 */
export function firstWrappingKey(first: FirstWrappingKey): Uint8Array {
  const { store, keysDir, random, mayCreate, mayMakeKey } = first;
  if (!mayCreate) throw new KeyStoreIsNew(store);
  const path = join(keysDir, WRAPPING_KEY_FILE);
  const existing = readSecret(keysDir, WRAPPING_KEY_FILE);
  if (existing === null && !mayMakeKey) {
    throw new SecretRefused(secretMessages.WRAPPING_KEY_UNMADE, { path, store });
  }
  return parsed(existing ?? createSecret(keysDir, WRAPPING_KEY_FILE, newKeyText(random)), path);
}

/** Whether a check value is that of this wrapping key. */
export const isKeyOf = (checkValue: Uint8Array, wrappingKey: Uint8Array): boolean =>
  checkValue.length === checkValueOf(wrappingKey).length && timingSafeEqual(checkValue, checkValueOf(wrappingKey));

/** The refusal of a store that holds keys and no check value. */
export function checkValueLost(): SecretRefused {
  return new SecretRefused(secretMessages.CHECK_VALUE_LOST);
}

function newKeyText(random: Random): string {
  return `${Buffer.from(random.bytes(KEY_BYTES)).toString('hex')}\n`;
}

function parsed(text: string, path: string): Uint8Array {
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) {
    throw new SecretRefused(secretMessages.WRAPPING_KEY_MALFORMED, { path });
  }
  return Buffer.from(text.trim(), 'hex');
}
