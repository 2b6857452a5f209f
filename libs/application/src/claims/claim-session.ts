import {
  ClaimTaken,
  event,
  streamName,
  type ClaimBook,
  type ClaimRequest,
  type Rejection,
  type UnsealedEvent,
} from '@jalon/kernel';
import { ConflictError, type Telemetry } from '@jalon/ports';
import { CONFLICT, retryOnConflict, type WorkQueue } from '../streams/concurrency.js';
import { partsOf, type LoadedStream } from '../streams/stream-repository.js';
import {
  appendClaimEvent,
  claimIn,
  claimOwnerOf,
  sameClaim,
  type ClaimCause,
  type ClaimPorts,
  type HeldClaim,
} from './claim.js';
import { resolveClaim } from './claim-resolver.js';

/** The claims of one command, over all its attempts. */
export interface ClaimSession {
  /** Takes every claim, in a fixed order; stops at the first that is refused. */
  takeAll(wanted: readonly WantedClaim[]): Promise<Taking>;
  /** An event rests on these claims now: the session no longer resolves them. */
  used(claims: readonly HeldClaim[]): void;
  /** The session resolves none: it is not known yet whether an event rests on them. */
  leaveToSweeper(): void;
  /**
   * Resolves the claims that were taken and not used. A fault is reported and leaves its claim to the sweeper; the
   * command is answered all the same.
   */
  resolveUnused(): Promise<void>;
}

export interface WantedClaim extends HeldClaim {
  /** In the owner's unit. */
  readonly amount: number;
}

/**
 * The result of asking for claims.
 *
 * - `taken`: the owner's stream holds them for this attempt.
 * - `behind`: the owner's stream already holds one for a later attempt. The subject's stream has moved on, and the
 *   command must load it again.
 * - `refused`: the owner does not grant one.
 */
export type Taking = 'taken' | 'behind' | { readonly refused: Rejection };

/** `queue` orders this process's claims on one owner. Commands on the owner itself do not wait in it. */
export function claimSession(
  ports: ClaimPorts,
  queue: WorkQueue,
  cause: ClaimCause,
  telemetry: Pick<Telemetry, 'fault'>,
): ClaimSession {
  let unused: readonly HeldClaim[] = [];

  return {
    async takeAll(wanted) {
      for (const claim of inFixedOrder(wanted)) {
        // Added first: if the store does not answer, the claim may have been taken all the same.
        unused = [...unused, claim];
        const taking = await queue(claim.owner, () => takeClaim(ports, claim, cause));
        if (taking === 'taken') continue;
        unused = unused.filter((other) => other !== claim);
        return taking;
      }
      return 'taken';
    },

    used(claims) {
      unused = unused.filter((claim) => !claims.some((other) => sameClaim(other, claim)));
    },

    leaveToSweeper() {
      unused = [];
    },

    async resolveUnused() {
      for (const claim of unused) {
        // After a fault the claim is held a little too long, but it is never given twice.
        await resolveClaim(ports, claim, cause).catch((error: unknown) => telemetry.fault(error));
      }
    },
  };
}

/** The claims that a decision requests, named after this stream's next revision. */
export function wantedClaims(subject: LoadedStream, requests: readonly ClaimRequest[]): readonly WantedClaim[] {
  const { tenant } = subject.parts;
  return requests.map(({ owner, key, amount }) => ({
    subject: subject.name,
    owner: streamName({ ...owner, tenant }),
    key,
    attempt: subject.nextRevision,
    amount,
  }));
}

/** @throws Error unless the first event names each of these claims: the sweeper would release one that no event names */
export function requireNamed([first]: readonly UnsealedEvent[], wanted: readonly WantedClaim[]): void {
  const { claims = [] } = (first?.data ?? {}) as { readonly claims?: readonly HeldClaim[] };
  const unnamed = wanted.find((claim) => !claims.some((named) => sameClaim(named, claim)));
  if (unnamed) throw new Error(`${String(first?.type)} does not name the claim ${unnamed.key} that it rests on`);
}

/** Every command takes claims in this order, so two commands that want the same claims cannot deadlock. */
function inFixedOrder(claims: readonly WantedClaim[]): readonly WantedClaim[] {
  const orderOf = ({ owner, key }: WantedClaim) => `${owner}#${key}`;
  return claims.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/**
 * Claims in the owner's stream. The same claim at a higher attempt moves and takes nothing more; at the same attempt it
 * is already so.
 *
 * @throws StoreUnavailable when it cannot be known whether the claim was taken
 */
function takeClaim(ports: ClaimPorts, claim: WantedClaim, cause: ClaimCause): Promise<Taking> {
  return retryOnConflict(async () => {
    const owner = await ports.streams.load(partsOf(claim.owner), { traceparent: cause.traceparent });
    const before = claimIn(owner, claim);
    if (before && before.attempt > claim.attempt) return 'behind';
    if (before && before.amount !== claim.amount) return resolveOther(ports, claim, before, cause);
    if (before?.attempt === claim.attempt) return 'taken';
    const refused = before ? null : claimOwnerOf(owner).grant(owner.state, { key: claim.key, amount: claim.amount });
    return refused ? { refused } : appendTaken(ports, owner, claim, cause);
  });
}

async function appendTaken(
  ports: ClaimPorts,
  owner: LoadedStream,
  { subject, key, attempt, amount, owner: name }: WantedClaim,
  cause: ClaimCause,
): Promise<Taking | typeof CONFLICT> {
  const taken = event(ClaimTaken, { subject, key, attempt, amount });
  try {
    await appendClaimEvent(ports, owner, 'take', { subject, owner: name, key, attempt }, cause, taken);
    return 'taken';
  } catch (error) {
    if (error instanceof ConflictError) return CONFLICT;
    throw error;
  }
}

/**
 * A claim is never resized. If a failed attempt left it behind in another amount, it is resolved first; it stays if an
 * event rests on it.
 */
async function resolveOther(
  ports: ClaimPorts,
  claim: WantedClaim,
  { attempt }: ClaimBook[string],
  cause: ClaimCause,
): Promise<typeof CONFLICT> {
  const resolution = await resolveClaim(ports, { ...claim, attempt }, cause);
  if (resolution === 'kept') throw new Error(`${claim.subject} keeps ${claim.key}: another amount needs another key`);
  return CONFLICT;
}
