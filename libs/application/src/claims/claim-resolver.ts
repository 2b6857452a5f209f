import { ConflictError } from '@jalon/ports';
import { ClaimAbandoned, ClaimReleased, event, type StoredEvent } from '@jalon/kernel';
import { CONFLICT, retryOnConflict } from '../retry.js';
import { writeClaimEvent, type ClaimPorts } from './claim.entry.js';
import { standing } from './claim.owner.js';
import { names, type ClaimCause, type HeldClaim } from './held-claim.js';

/** `kept`: an event rests on it. `gone`: it was given back, now or before, or had moved to another attempt. */
export type Settlement = 'kept' | 'gone';
type ReleaseCause = 'abandoned' | 'given-back';

/**
 * Finds out what became of a claim, and releases it when nothing rests on it any more. Whoever settles first makes sure
 * that an event lies at the revision where the claiming command would put its own: after that, no append can rest on the
 * claim unseen. May be called by anyone, at any time, any number of times.
 */
export async function resolveClaim(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause): Promise<Settlement> {
  const settling = await settlingEvent(ports, claim, cause);
  if (!names(settling, claim)) return release(ports, claim, cause, 'abandoned');
  if (await wasGivenBack(ports, claim)) return release(ports, claim, cause, 'given-back');
  return 'kept';
}

/** The event at the subject's revision that the claim waits for; ClaimAbandoned is put there when none lies there yet. */
function settlingEvent(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause): Promise<StoredEvent> {
  return retryOnConflict(async () => {
    const there = await ports.streams.eventAt(claim.subject, claim.attempt);
    if (there) return there;
    await abandon(ports, claim, cause);
    // Read back rather than trusted: what lies there decides, whoever put it there.
    return CONFLICT;
  });
}

async function abandon(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause): Promise<void> {
  const subject = await ports.streams.loadByName(claim.subject, cause.traceparent);
  if (subject.nextRevision > claim.attempt) return;
  if (subject.nextRevision < claim.attempt) {
    throw new Error(`${claim.subject} ends before the revision ${claim.attempt} that a claim on it was made for`);
  }
  const { owner, key, attempt } = claim;
  try {
    await writeClaimEvent(ports, subject, 'abandon', claim, cause, event(ClaimAbandoned, { owner, key, attempt }));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

async function wasGivenBack({ streams }: ClaimPorts, claim: HeldClaim): Promise<boolean> {
  for await (const later of streams.eventsFrom(claim.subject, claim.attempt + 1)) {
    if (names(later, claim)) return true;
  }
  return false;
}

/** Gives a claim back to its owner, once; does nothing when it stands at another attempt or not at all. */
function release(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause, why: ReleaseCause): Promise<Settlement> {
  return retryOnConflict(async () => {
    const owner = await ports.streams.loadByName(claim.owner, cause.traceparent);
    const { subject, key, attempt } = claim;
    if (standing(owner, claim)?.attempt !== attempt) return 'gone';
    const released = event(ClaimReleased, { subject, key, attempt, cause: why });
    try {
      await writeClaimEvent(ports, owner, 'release', claim, cause, released);
      return 'gone';
    } catch (error) {
      if (error instanceof ConflictError) return CONFLICT;
      throw error;
    }
  });
}
