import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { canonicalJson, type Random } from '@jalon/kernel';
import { type KeyOwner, KeyUnavailable, type SubjectKey } from '@jalon/ports';

export const KEY_BYTES = 32;
const KID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

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
