import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';
import { canonicalJson, type Json, type Random, type SealedBox } from '@jalon/kernel';
import { type KeyOwner, KeyUnavailable, type SubjectKey } from '@jalon/ports';

/** Its key does not open a box: it was altered, moved, or closed by another key. A fault, never an erasure. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KID_BYTES = 16;

/**
 * Seals a value: AES-256-GCM over its canonical JSON, with `at` as additional data.
 *
 * GCM does not commit to its key: one ciphertext can be made that opens under two keys, to two texts (Dodis, Grubbs,
 * Ristenpart and Woodage, "Fast Message Franking", CRYPTO 2018). So the encryption key and a commitment to the subject's key
 * are both derived from it (HKDF-SHA-256, RFC 5869), and the commitment is checked before anything is opened: the
 * "UtC" transform of Bellare and Hoang ("Efficient Schemes for Committing Authenticated Encryption", EUROCRYPT 2022).
 *
 * @param nonce 96 random bits, new for every box
 */
export function sealBox(value: Json, at: string, key: SubjectKey, nonce: Uint8Array): SealedBox {
  const { encryptionKey, commitment } = derive(key, nonce);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce).setAAD(Buffer.from(at));
  const box = Buffer.concat([cipher.update(canonicalJson(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    kid: key.kid,
    at,
    nonce: Buffer.from(nonce).toString('base64url'),
    box: box.toString('base64url'),
    commitment: commitment.toString('base64url'),
  };
}

/** @throws SealBroken */
export function openBox(sealed: SealedBox, key: SubjectKey): Json {
  const nonce = bytesOf(sealed.nonce, NONCE_BYTES);
  const box = bytesOf(sealed.box);
  const { encryptionKey, commitment } = derive(key, nonce);
  if (!timingSafeEqual(bytesOf(sealed.commitment, KEY_BYTES), commitment))
    throw new SealBroken('not closed by this key');
  if (box.length < TAG_BYTES) throw new SealBroken('cut short');
  const decipher = createDecipheriv('aes-256-gcm', encryptionKey, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(sealed.at))
    .setAuthTag(box.subarray(-TAG_BYTES));
  const text = decipher.update(box.subarray(0, -TAG_BYTES));
  try {
    return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as Json;
  } catch (cause) {
    throw new SealBroken('altered, or moved to another place', { cause });
  }
}

/** One output of HKDF cut in two: neither half reveals anything of the other. */
function derive(key: SubjectKey, nonce: Uint8Array): { readonly encryptionKey: Buffer; readonly commitment: Buffer } {
  const both = Buffer.from(hkdfSync('sha256', key.bytes, nonce, 'jalon sealed box', 2 * KEY_BYTES));
  return { encryptionKey: both.subarray(0, KEY_BYTES), commitment: both.subarray(KEY_BYTES) };
}

/** Strict, since Node skips characters that are not base64url: here each change of a character is noticed. */
function bytesOf(text: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new SealBroken('not base64url');
  if (length !== undefined && bytes.length !== length) throw new SealBroken(`not ${length} bytes`);
  return bytes;
}

/** A new key of a subject, from 256 random bits. */
export function newSubjectKey(random: Random): SubjectKey {
  return { kid: Buffer.from(random.bytes(KID_BYTES)).toString('base64url'), bytes: random.bytes(KEY_BYTES) };
}

/**
 * Wraps a subject's key for a store: nonce, AES-256-GCM ciphertext and tag. Its id and owner are authenticated with it, so a
 * row whose columns were exchanged with another's does not unwrap.
 */
export function wrapKey(key: SubjectKey, owner: KeyOwner, wrappingKey: Uint8Array, random: Random): Buffer {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce).setAAD(bindingOf(key.kid, owner));
  return Buffer.concat([nonce, cipher.update(key.bytes), cipher.final(), cipher.getAuthTag()]);
}

/** @throws KeyUnavailable when it was wrapped by another key, for another owner, or altered */
export function unwrapKey(kid: string, owner: KeyOwner, wrapped: Uint8Array, wrappingKey: Uint8Array): SubjectKey {
  if (wrapped.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new KeyUnavailable(`key ${kid} is cut short`);
  const nonce = wrapped.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey, nonce, { authTagLength: TAG_BYTES })
    .setAAD(bindingOf(kid, owner))
    .setAuthTag(wrapped.subarray(-TAG_BYTES));
  try {
    const bytes = Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return { kid, bytes };
  } catch (cause) {
    throw new KeyUnavailable(`key ${kid} does not unwrap`, { cause });
  }
}

/** What a store keeps to recognise its wrapping key: one-way, and of no use for unwrapping. */
export function checkValueOf(wrappingKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', wrappingKey, '', 'jalon wrapping key check value', KEY_BYTES));
}

function bindingOf(kid: string, { tenant, subject, purpose }: KeyOwner): Buffer {
  return Buffer.from(canonicalJson({ kid, tenant, subject, purpose }));
}
