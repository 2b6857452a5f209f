import { createHash } from 'node:crypto';
import type { Random } from '@jalon/kernel';

/** How long the secrets of sessions, links and tokens are. */
export const SECRET_BYTES = 32;

/** 32 random bytes, in base64url. */
export const newSecret = (random: Random): string => Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');

/** What is stored in a secret's place. Nobody guesses 32 random bytes from their hash, however fast the hash is. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
