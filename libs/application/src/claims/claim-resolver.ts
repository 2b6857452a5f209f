import { ClaimAbandoned, ClaimReleased, event, type StoredEvent } from '@jalon/kernel';
import { ConflictError } from '@jalon/ports';
import { CONFLICT, retryOnConflict } from '../streams/concurrency.js';
import { partsOf } from '../streams/stream-repository.js';
import { appendClaimEvent, claimIn, namesClaim, type ClaimCause, type ClaimPorts, type HeldClaim } from './claim.js';

/** `kept`: an event rests on it. `gone`: it was given back, now or before, or had moved to another attempt. */
export type Resolution = 'kept' | 'gone';
type ReleaseCause = 'abandoned' | 'given-back';

/**
 * Finds out whether an event rests on a claim, and releases the claim if none does. It first makes sure that the subject's
 * stream has an event at the revision where the claiming command would append its own: after that, no append can rest on
 * the claim unseen. Any process may call it, at any time, any number of times.
 */
export async function resolveClaim(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause): Promise<Resolution> {
  const deciding = await decidingEvent(ports, claim, cause);
  if (!namesClaim(deciding, claim)) return release(ports, claim, cause, 'abandoned');
  if (await wasGivenBack(ports, claim)) return release(ports, claim, cause, 'given-back');
  return 'kept';
}

/** The event at the subject's revision that the claim waits for. If there is none yet, it appends ClaimAbandoned there. */
function decidingEvent(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause): Promise<StoredEvent> {
  return retryOnConflict(async () => {
    const there = await ports.streams.eventAt(claim.subject, claim.attempt);
    if (there) return there;
    await abandon(ports, claim, cause);
    // Read back rather than trusted: the event that is stored there decides, no matter which process appended it.
    return CONFLICT;
  });
}

async function abandon(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause): Promise<void> {
  const subject = await ports.streams.load(partsOf(claim.subject), { traceparent: cause.traceparent });
  if (subject.nextRevision > claim.attempt) return;
  if (subject.nextRevision < claim.attempt) {
    throw new Error(`${claim.subject} ends before the revision ${claim.attempt} that a claim on it was made for`);
  }
  const { owner, key, attempt } = claim;
  try {
    await appendClaimEvent(ports, subject, 'abandon', claim, cause, event(ClaimAbandoned, { owner, key, attempt }));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

async function wasGivenBack({ streams }: ClaimPorts, claim: HeldClaim): Promise<boolean> {
  for await (const later of streams.eventsFrom(claim.subject, claim.attempt + 1)) {
    if (namesClaim(later, claim)) return true;
  }
  return false;
}

/** Gives a claim back to its owner, once; does nothing when the owner has it at another attempt or not at all. */
function release(ports: ClaimPorts, claim: HeldClaim, cause: ClaimCause, why: ReleaseCause): Promise<Resolution> {
  return retryOnConflict(async () => {
    const owner = await ports.streams.load(partsOf(claim.owner), { traceparent: cause.traceparent });
    const { subject, key, attempt } = claim;
    if (claimIn(owner, claim)?.attempt !== attempt) return 'gone';
    const released = event(ClaimReleased, { subject, key, attempt, cause: why });
    try {
      await appendClaimEvent(ports, owner, 'release', claim, cause, released);
      return 'gone';
    } catch (error) {
      if (error instanceof ConflictError) return CONFLICT;
      throw error;
    }
  });
}
