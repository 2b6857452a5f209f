import { claimId, type ClaimBook, type ClaimOwner } from '@jalon/kernel';
import type { LoadedStream } from '../streams/loaded-stream.js';
import type { HeldClaim } from './held-claim.js';

/** @throws Error for a stream that nothing can be claimed from: a fault of the decider that asked */
export function claimsOn({ decider, name }: LoadedStream): ClaimOwner<unknown> {
  if (!decider.claims) throw new Error(`nothing can be claimed from ${name}`);
  return decider.claims as ClaimOwner<unknown>;
}

/** The claim as it stands in its owner's stream, maybe at another attempt. */
export function standing(owner: LoadedStream, { subject, key }: HeldClaim): ClaimBook[string] | undefined {
  return claimsOn(owner).book(owner.state)[claimId(subject, key)];
}
