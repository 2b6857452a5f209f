import { notify, streamName, type ClaimRequest, type Rejection, type UnsealedEvent } from '@jalon/kernel';
import type { LoadedStream } from '../streams/loaded-stream.js';
import type { Queue } from '../streams/stream-queue.js';
import type { ClaimPorts } from './claim.entry.js';
import { resolveClaim } from './claim-resolver.js';
import { takeClaim, type WantedClaim } from './claim.taker.js';
import { sameClaim, type ClaimCause, type HeldClaim } from './held-claim.js';

/** What one command claims, over all its attempts. */
export interface ClaimSession {
  /** Takes every claim, in a fixed order; stops at the first that is not to be had. */
  takeAll(wanted: readonly WantedClaim[]): Promise<'taken' | 'behind' | { readonly refused: Rejection }>;
  /** An event rests on these now: they are no longer this session's to settle. */
  letGo(claims: readonly HeldClaim[]): void;
  letGoOfAll(): void;
  /** Settles what is still held. A fault is told, and leaves that claim to the keeper: the command is answered all the same. */
  settle(): Promise<void>;
}

/** `queue` lines up what this process's commands claim from one owner; commands on the owner itself do not wait in it. */
export function claimSession(
  ports: ClaimPorts,
  queue: Queue,
  cause: ClaimCause,
  onFault?: (error: unknown) => void,
): ClaimSession {
  let held: readonly HeldClaim[] = [];

  return {
    async takeAll(wanted) {
      for (const claim of inFixedOrder(wanted)) {
        // Remembered before it is taken: when the store does not answer, it may have been.
        held = [...held, claim];
        const taking = await queue(claim.owner, () => takeClaim(ports, claim, cause));
        if (taking === 'taken') continue;
        held = held.filter((other) => other !== claim);
        return taking;
      }
      return 'taken';
    },

    letGo(claims) {
      held = held.filter((claim) => !claims.some((other) => sameClaim(other, claim)));
    },

    letGoOfAll() {
      held = [];
    },

    async settle() {
      for (const claim of held) {
        // Held a little too long, never given twice.
        await resolveClaim(ports, claim, cause).catch((error: unknown) => notify(onFault, error));
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

/** @throws Error unless the first event names each of these claims: one that no event names would be swept */
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
