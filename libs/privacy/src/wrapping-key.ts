import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Random } from '@jalon/kernel';
import { checkValueOf, KEY_BYTES } from './key-wrap.js';
import { secretSentences } from './secret.sentences.js';
import { createSecret, readSecret, SecretRefused } from './secret-file.js';

export const WRAPPING_KEY_FILE = 'wrapping.key';

/** A key store and the folder of its wrapping key. */
export interface WrappingKeyPlace {
  /** What the operator knows the store by, without its password. */
  readonly store: string;
  /** `JALON_KEYS_DIR`, apart from the data. */
  readonly keysDir: string;
}

export interface FirstWrappingKey extends WrappingKeyPlace {
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new. */
  readonly mayCreate: boolean;
  /** Whether the key may be made where none lies. Where several processes share a store, each is given the same (`makeWrappingKey`). */
  readonly mayMakeKey: boolean;
}

/** The key store is new where it may not be. */
export class KeyStoreIsNew extends SecretRefused {
  /** @param store what the operator knows it by */
  constructor(readonly store: string) {
    super(secretSentences.STORE_IS_NEW, { store });
  }
}

/** What there was to do to have a secret. */
export type Made = 'made' | 'already there';

/**
 * Makes the wrapping key of a store that several processes will share, before the first of them starts.
 *
 * @throws SecretRefused when one lies there that cannot be used
 */
export function makeWrappingKey(keysDir: string, random: Random): Made {
  const lying = readSecret(keysDir, WRAPPING_KEY_FILE);
  parsed(lying ?? createSecret(keysDir, WRAPPING_KEY_FILE, newKeyText(random)), join(keysDir, WRAPPING_KEY_FILE));
  return lying === null ? 'made' : 'already there';
}

/**
 * The wrapping key of a store that keeps the check value of one, so that data sealed under one key is never mixed with data
 * sealed under another.
 *
 * @throws SecretRefused when the key is missing, another's or open to other accounts; the message says what to do
 */
export function keptWrappingKey(checkValue: Uint8Array, place: WrappingKeyPlace): Uint8Array {
  const wrappingKey = requireWrappingKey(place);
  if (isKeyOf(checkValue, wrappingKey)) return wrappingKey;
  throw new SecretRefused(secretSentences.OF_ANOTHER, {
    path: join(place.keysDir, WRAPPING_KEY_FILE),
    store: place.store,
  });
}

/**
 * The wrapping key that lies there for a store which has one; whether it is that store's own, only the store can tell.
 *
 * @throws SecretRefused when it is missing, cannot be one, or is open to other accounts
 */
export function requireWrappingKey({ store, keysDir }: WrappingKeyPlace): Uint8Array {
  const path = join(keysDir, WRAPPING_KEY_FILE);
  const text = readSecret(keysDir, WRAPPING_KEY_FILE);
  if (text === null) {
    throw new SecretRefused(secretSentences.WRAPPING_KEY_MISSING, { path, store });
  }
  return parsed(text, path);
}

/**
 * The wrapping key of a store that keeps no check value yet. The file comes first and is durable: a crash before the check
 * value leaves a key that the next start takes up.
 *
 * @throws KeyStoreIsNew when it may not be, SecretRefused when the key is missing; the message says what to do
 */
export function firstWrappingKey(first: FirstWrappingKey): Uint8Array {
  const { store, keysDir, random, mayCreate, mayMakeKey } = first;
  if (!mayCreate) throw new KeyStoreIsNew(store);
  const path = join(keysDir, WRAPPING_KEY_FILE);
  const lying = readSecret(keysDir, WRAPPING_KEY_FILE);
  if (lying === null && !mayMakeKey) {
    throw new SecretRefused(secretSentences.WRAPPING_KEY_UNMADE, { path, store });
  }
  return parsed(lying ?? createSecret(keysDir, WRAPPING_KEY_FILE, newKeyText(random)), path);
}

/** Whether a wrapping key is the one that a store keeps the check value of. */
export const isKeyOf = (checkValue: Uint8Array, wrappingKey: Uint8Array): boolean =>
  timingSafeEqual(checkValue, checkValueOf(wrappingKey));

/** A store that holds keys and has lost what it knows its wrapping key by. */
export function checkValueLost(): SecretRefused {
  return new SecretRefused(secretSentences.CHECK_VALUE_LOST);
}

function newKeyText(random: Random): string {
  return `${Buffer.from(random.bytes(KEY_BYTES)).toString('hex')}\n`;
}

function parsed(text: string, path: string): Uint8Array {
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) {
    throw new SecretRefused(secretSentences.WRAPPING_KEY_MALFORMED, { path });
  }
  return Buffer.from(text.trim(), 'hex');
}
