import { claimId, type ClaimName, type StoredEvent, type StreamName, type Traceparent, type Uuid } from '@jalon/kernel';

/** A claim with the stream that claims: what can be settled. */
export interface HeldClaim extends ClaimName {
  readonly subject: StreamName;
}

/** On whose account a claim is taken or settled. */
export interface ClaimCause {
  /** What the ids of its steps are made from, so that a step done twice is one command. */
  readonly steps: Uuid;
  /** The command or the event because of which it is done. */
  readonly causationId: Uuid;
  readonly correlationId: Uuid;
  readonly traceparent?: Traceparent | undefined;
}

/** Whether an event rests on a claim, or gives it back: its `claims` name it. */
export function names({ envelope }: StoredEvent, claim: ClaimName): boolean {
  const { claims } = envelope.data;
  if (!Array.isArray(claims)) return false;
  return (claims as readonly ClaimName[]).some((named) => sameClaim(named, claim));
}

export function sameClaim(a: ClaimName, b: ClaimName): boolean {
  return a.owner === b.owner && a.key === b.key && a.attempt === b.attempt;
}

/** What one step about one claim is called: its command's id is made from it, so the step done twice is one command. */
export function stepName(step: 'take' | 'abandon' | 'release', claim: HeldClaim): string {
  return `${step} ${claimId(claim.subject, claim.key)} of ${claim.owner} at ${claim.attempt}`;
}
