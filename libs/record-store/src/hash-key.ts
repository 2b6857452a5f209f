import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { type Random, type Sentence } from '@jalon/kernel';
import { createSecret, readSecret, SecretRefused, type Made } from '@jalon/secret-files';

export const RECORD_HASH_KEY_FILE = 'record-hash.key';

const KEY_BYTES = 32;

/** Why the key of the hashes cannot be used, and what to do. */
export const hashKeyMessages = {
  MISSING: {
    en: '{path} is missing. Restore it from the backup of the keys folder: without it no link to an identity is found again.',
    fr:
      '{path} manque. Restaurez-le depuis la sauvegarde du dossier des clés\u00A0: sans lui, aucun lien vers une identité ' +
      'n’est retrouvé.',
  },
  UNMADE: {
    en:
      '{path} is missing. Processes that share their stores must each be given the same: run `jalon keys make` once, and ' +
      'give the folder to every process.',
    fr:
      '{path} manque. Les processus qui partagent leurs magasins doivent chacun recevoir le même\u00A0: lancez une fois ' +
      '`jalon keys make`, et donnez le dossier à chaque processus.',
  },
  MALFORMED: {
    en: '{path} does not hold 64 hexadecimal digits. Restore it from the backup of the keys folder.',
    fr: '{path} ne contient pas 64 chiffres hexadécimaux. Restaurez-le depuis la sauvegarde du dossier des clés.',
  },
  OF_ANOTHER: {
    en:
      '{path} is not the key that the record store {store} was made with. Restore the right one from the backup of the ' +
      'keys folder, or name the record store that belongs to this key.',
    fr:
      '{path} n’est pas la clé avec laquelle le magasin d’enregistrements {store} a été fait. Restaurez la bonne depuis la ' +
      'sauvegarde du dossier des clés, ou indiquez le magasin d’enregistrements qui va avec cette clé.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/**
 * The keyed hash of something that may be guessed, such as a subject or an e-mail address: HMAC-SHA-256, base64url. Whoever
 * has the records alone cannot try guesses.
 *
 * @param kind what is hashed: the same text of another kind has another hash
 */
export type KeyedHash = (kind: string, ...parts: readonly string[]) => string;

export function keyedHash(key: Uint8Array): KeyedHash {
  // In JSON, no two lists of texts look the same.
  return (kind, ...parts) =>
    createHmac('sha256', key)
      .update(JSON.stringify([kind, ...parts]))
      .digest('base64url');
}

/** What a store recognises its key by. */
export const hashCheckValue = (hash: KeyedHash): string => hash('check value');

/** Whether a check value is that of this key. */
export function isOfHash(checkValue: string, hash: KeyedHash): boolean {
  const [one, other] = [Buffer.from(checkValue), Buffer.from(hashCheckValue(hash))];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Makes the key of an installation of several processes, before the first of them starts.
 *
 * @throws SecretRefused when one is there that cannot be used
 */
export function makeRecordHashKey(keysDir: string, random: Random): Made {
  const existing = readSecret(keysDir, RECORD_HASH_KEY_FILE);
  parsed(existing ?? created(keysDir, random), join(keysDir, RECORD_HASH_KEY_FILE));
  return existing === null ? 'made' : 'already there';
}

export interface HashKeyPlace {
  /** `JALON_KEYS_DIR`. */
  readonly keysDir: string;
  readonly random: Random;
  /** Whether the key may be made where there is none. Processes that share a store are each given the same. */
  readonly mayMakeKey: boolean;
}

/**
 * The hash under the key in the keys folder.
 *
 * @param isInUse whether a store was made with the key: then no other is made
 * @throws SecretRefused when the key is missing, cannot be one, or is open to other accounts; the message says what to do
 */
export function openRecordHash({ keysDir, random, mayMakeKey }: HashKeyPlace, isInUse: boolean): KeyedHash {
  const path = join(keysDir, RECORD_HASH_KEY_FILE);
  const existing = readSecret(keysDir, RECORD_HASH_KEY_FILE);
  if (existing === null && isInUse) throw new SecretRefused(hashKeyMessages.MISSING, { path });
  if (existing === null && !mayMakeKey) throw new SecretRefused(hashKeyMessages.UNMADE, { path });
  return keyedHash(parsed(existing ?? created(keysDir, random), path));
}

const created = (keysDir: string, random: Random): string =>
  createSecret(keysDir, RECORD_HASH_KEY_FILE, `${Buffer.from(random.bytes(KEY_BYTES)).toString('hex')}\n`);

function parsed(text: string, path: string): Uint8Array {
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) throw new SecretRefused(hashKeyMessages.MALFORMED, { path });
  return Buffer.from(text.trim(), 'hex');
}
