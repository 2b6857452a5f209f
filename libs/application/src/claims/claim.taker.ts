import { ConflictError } from '@jalon/ports';
import { ClaimTaken, event, type ClaimBook, type Rejection } from '@jalon/kernel';
import type { LoadedStream } from '../streams/loaded-stream.js';
import { CONFLICT, retryOnConflict } from '../retry.js';
import { writeClaimEvent, type ClaimPorts } from './claim.entry.js';
import { claimsOn, standing } from './claim.owner.js';
import { resolveClaim } from './claim-resolver.js';
import type { ClaimCause, HeldClaim } from './held-claim.js';

export interface WantedClaim extends HeldClaim {
  /** In the owner's unit. */
  readonly amount: number;
}

/**
 * What became of asking for a claim. `behind`: the claim stands at a later attempt, so the subject's stream has gone on
 * and the command must look again.
 */
export type Taking = 'taken' | 'behind' | { readonly refused: Rejection };

/**
 * Claims in the owner's stream. The same claim at a higher attempt moves and takes nothing more; at the same attempt it is
 * already so.
 *
 * @throws StoreUnavailable when it cannot be known whether the claim was taken
 */
export function takeClaim(ports: ClaimPorts, claim: WantedClaim, cause: ClaimCause): Promise<Taking> {
  return retryOnConflict(async () => {
    const owner = await ports.streams.loadByName(claim.owner, cause.traceparent);
    const before = standing(owner, claim);
    if (before && before.attempt > claim.attempt) return 'behind';
    if (before && before.amount !== claim.amount) return settleOther(ports, claim, before, cause);
    if (before?.attempt === claim.attempt) return 'taken';
    const refused = before ? null : claimsOn(owner).grant(owner.state, { key: claim.key, amount: claim.amount });
    return refused ? { refused } : write(ports, owner, claim, cause);
  });
}

async function write(
  ports: ClaimPorts,
  owner: LoadedStream,
  { subject, key, attempt, amount, owner: name }: WantedClaim,
  cause: ClaimCause,
): Promise<Taking | typeof CONFLICT> {
  const taken = event(ClaimTaken, { subject, key, attempt, amount });
  try {
    await writeClaimEvent(ports, owner, 'take', { subject, owner: name, key, attempt }, cause, taken);
    return 'taken';
  } catch (error) {
    if (error instanceof ConflictError) return CONFLICT;
    throw error;
  }
}

/** A claim is never resized: one that a failed attempt left behind in another amount goes first, one that is kept stays. */
async function settleOther(
  ports: ClaimPorts,
  claim: WantedClaim,
  { attempt }: ClaimBook[string],
  cause: ClaimCause,
): Promise<typeof CONFLICT> {
  const settled = await resolveClaim(ports, { ...claim, attempt }, cause);
  if (settled === 'kept') throw new Error(`${claim.subject} keeps ${claim.key}: another amount needs another key`);
  return CONFLICT;
}
