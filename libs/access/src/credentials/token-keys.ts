import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Sentence } from '@jalon/kernel';
import { createSecret, readSecret, SecretRefused, type Made } from '@jalon/secret-files';

export const TOKEN_KEY_FILE = 'token-signing.pem';

/** Why the pair of keys cannot be used, and what to do. */
export const tokenKeyMessages = {
  MISSING: {
    en:
      '{path} is missing. Restore it from the backup of the keys folder, or make a new one with `jalon keys make`: every ' +
      'token that was signed with the old one ends.',
    fr:
      '{path} manque. Restaurez-le depuis la sauvegarde du dossier des clés, ou créez-en un nouveau avec `jalon keys make`\u00A0: ' +
      'tout jeton signé avec l’ancien prend fin.',
  },
  MALFORMED: {
    en: '{path} does not hold an Ed25519 private key in PEM. Restore it from the backup of the keys folder.',
    fr: '{path} ne contient pas de clé privée Ed25519 en PEM. Restaurez-le depuis la sauvegarde du dossier des clés.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** The key pair of the embedded mode: the service verifies tokens that it signed itself. */
export interface TokenKeys {
  readonly signing: KeyObject;
  /** What verifies; its `kid` is its thumbprint (RFC 7638). */
  readonly verifying: JWK & { readonly kid: string };
}

export interface TokenKeysOptions {
  /** The folder of the keys (`JALON_KEYS_DIR`). */
  readonly keysDir: string;
  /** Whether the pair may be made when it is absent: in embedded mode, over an empty event store. */
  readonly mayCreate: boolean;
}

/**
 * Makes the pair of an installation of several processes, before the first of them starts.
 *
 * @throws SecretRefused when a pair is there that cannot be used
 */
export async function makeTokenKeys(keysDir: string): Promise<Made> {
  const existing = readSecret(keysDir, TOKEN_KEY_FILE);
  await openTokenKeys({ keysDir, mayCreate: true });
  return existing === null ? 'made' : 'already there';
}

/**
 * The pair that signs and verifies tokens (Ed25519, PKCS #8 in PEM). Several processes that start at once end with one.
 *
 * @throws SecretRefused when it is missing, unreadable or open to others; the message says what to do
 */
export async function openTokenKeys({ keysDir, mayCreate }: TokenKeysOptions): Promise<TokenKeys> {
  const path = join(keysDir, TOKEN_KEY_FILE);
  const pem =
    readSecret(keysDir, TOKEN_KEY_FILE) ?? (mayCreate ? createSecret(keysDir, TOKEN_KEY_FILE, newPem()) : null);
  if (pem === null) {
    throw new SecretRefused(tokenKeyMessages.MISSING, { path });
  }
  const signing = privateKeyIn(pem, path);
  const jwk = createPublicKey(signing).export({ format: 'jwk' }) as JWK;
  // Without `alg`: the same key verifies `EdDSA` and its newer name, `Ed25519` (RFC 9864).
  return { signing, verifying: { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig' } };
}

function newPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function privateKeyIn(pem: string, path: string): KeyObject {
  const key = keyIn(pem);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new SecretRefused(tokenKeyMessages.MALFORMED, { path });
}

function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
