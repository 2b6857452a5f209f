import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '@jalon/kernel';
import type { Proof, VerifyCredential } from './credential.js';

/** How many proofs are remembered; beyond, the one that came least recently is verified anew. */
const REMEMBERED = 10_000;

/**
 * How long, in milliseconds. What ends a credential here (a revocation, a key of our own that is taken away) counts within this
 * time. A key that a provider withdraws counts this long after the provider's keys were fetched again (`openIssuer`).
 */
const REMEMBERED_MS = 60_000;

/**
 * Remembers what a credential that was verified proves, so that a caller's further requests cost no verification of a
 * signature. No credential is kept, only its hash. One that is refused, or of another kind, is not remembered.
 */
export function remembering(verify: VerifyCredential, clock: Clock): VerifyCredential {
  const known = new LRUCache<string, { readonly proof: Proof; readonly until: number }>({ max: REMEMBERED });
  return async (credentials) => {
    const { authorization = '', cookie = '' } = credentials;
    // A header holds no line end, so two credentials never look like one.
    const key = createHash('sha256').update(`${authorization}\n${cookie}`).digest('base64');
    const now = Date.parse(clock.now());
    const found = known.get(key);
    // A clock that was set back does not lengthen the time.
    if (found && now < found.until && found.until - now <= REMEMBERED_MS) return found.proof;
    const proof = await verify(credentials);
    if (proof) known.set(key, { proof, until: Math.min(now + REMEMBERED_MS, proof.expiresAt) });
    return proof;
  };
}
