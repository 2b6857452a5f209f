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
import { CONFLICT, retryOnConflict, type WorkQueue } from '../streams/conflicts.js';
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

/** What one command claims, over all its attempts. */
export interface ClaimSession {
  /** Takes every claim, in a fixed order; stops at the first that is not to be had. */
  takeAll(wanted: readonly WantedClaim[]): Promise<Taking>;
  /** An event rests on these claims now: the session no longer resolves them. */
  used(claims: readonly HeldClaim[]): void;
  /** The session resolves none: it is not known yet whether an event rests on them. */
  leaveToSweeper(): void;
  /**
   * Resolves what was taken and not used. A fault is reported and leaves that claim to the sweeper; the command is
   * answered.
   */
  resolveUnused(): Promise<void>;
}

export interface WantedClaim extends HeldClaim {
  /** In the owner's unit. */
  readonly amount: number;
}

/**
 * What became of asking for a claim. `behind`: the owner has it at a later attempt, so the subject's stream has gone on
 * and the command must load it again.
 */
export type Taking = 'taken' | 'behind' | { readonly refused: Rejection };

/** `queue` lines up what this process's commands claim from one owner; commands on the owner itself do not wait in it. */
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
        // Added before it is taken: where the store does not answer, it may have been.
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
        // Held a little too long, never given twice.
        await resolveClaim(ports, claim, cause).catch((error: unknown) => telemetry.fault(error));
      }
    },
  };
}

/** What a decision asks for, as claims of this stream's next revision. */
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

/** Every command takes them in this order, so two that want the same ones cannot each hold what the other waits for. */
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
 * A claim is never resized: one that a failed attempt left behind in another amount goes first, one that is kept
 * stays.
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
