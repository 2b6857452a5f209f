import {
  claimId,
  SYSTEM_ACTOR,
  type Actor,
  type ClaimBook,
  type ClaimName,
  type ClaimOwner,
  type ClaimOwnerEvent,
  type ClaimSubjectEvent,
  type EventOf,
  type ReservationAbandoned,
  type StoredEvent,
  type StreamName,
  type Traceparent,
  type Uuid,
} from '@jalon/kernel';
import { hashOf, stepOf } from '../commands/prepare-command.js';
import { rulesInForce } from '../commands/decide-command.js';
import type { LoadedStream, StreamRepository } from '../streams/stream-repository.js';
import type { TenantDirectory } from '../tenant-directory.js';

/** What taking and resolving claims needs. */
export interface ClaimPorts {
  readonly streams: StreamRepository;
  readonly tenants: TenantDirectory;
}

/** A claim with the stream that claims: what can be resolved. */
export interface HeldClaim extends ClaimName {
  readonly subject: StreamName;
}

/** Why a claim is taken or resolved. */
export interface ClaimCause {
  /** The ids of the steps are made from it, so that a step done twice is one command. */
  readonly steps: Uuid;
  /** The command or the event because of which it is done. */
  readonly causationId: Uuid;
  readonly correlationId: Uuid;
  readonly traceparent?: Traceparent | undefined;
}

/** Whether an event's `claims` name a claim: the event rests on it, or gives it back. */
export function namesClaim({ envelope }: StoredEvent, claim: ClaimName): boolean {
  const { claims } = envelope.data;
  if (!Array.isArray(claims)) return false;
  return (claims as readonly ClaimName[]).some((named) => sameClaim(named, claim));
}

export function sameClaim(a: ClaimName, b: ClaimName): boolean {
  return a.owner === b.owner && a.key === b.key && a.attempt === b.attempt;
}

/** @throws Error for a stream that nothing can be claimed from: a fault of the decider that asked */
export function claimOwnerOf({ decider, name }: LoadedStream): ClaimOwner<unknown> {
  if (!decider.claims) throw new Error(`nothing can be claimed from ${name}`);
  return decider.claims as ClaimOwner<unknown>;
}

/** The claim as its owner's stream has it, maybe at another attempt. */
export function claimIn(owner: LoadedStream, { subject, key }: HeldClaim): ClaimBook[string] | undefined {
  return claimOwnerOf(owner).book(owner.state)[claimId(subject, key)];
}

/**
 * Claim events are the engine's own. If they named the person behind the command, a need would show who takes part in a
 * mission that the hierarchy may not see. Cause and correlation lead to that person, for those who may see the mission.
 */
const ENGINE: Actor = { person: SYSTEM_ACTOR, party: null, role: 'system' };

/** Appends one event about a claim after the head that was loaded. @throws ConflictError, StoreUnavailable */
export function appendClaimEvent(
  ports: ClaimPorts,
  stream: LoadedStream,
  step: 'take' | 'abandon' | 'release',
  claim: HeldClaim,
  cause: ClaimCause,
  event: ClaimOwnerEvent | ClaimSubjectEvent,
): Promise<void> {
  const name = `${step} ${claimId(claim.subject, claim.key)} of ${claim.owner} at ${claim.attempt}`;
  return appendEngineEvent(ports, stream, name, cause, event);
}

/**
 * Appends one event of the engine's own after the head that was loaded.
 *
 * @param name of the step: the command's id is made from it, and stored, so the text never changes
 * @throws ConflictError, StoreUnavailable
 */
export async function appendEngineEvent(
  { streams, tenants }: ClaimPorts,
  stream: LoadedStream,
  name: string,
  cause: ClaimCause,
  event: ClaimOwnerEvent | ClaimSubjectEvent | EventOf<typeof ReservationAbandoned>,
): Promise<void> {
  const now = streams.nowFor(stream);
  const { zone } = await tenants.require(stream.parts.tenant);
  const facts = {
    recordedAt: now,
    actor: ENGINE,
    commandId: stepOf(cause.steps, name),
    commandHash: hashOf({ name, target: stream.parts.id, command: event.data }),
    correlationId: cause.correlationId,
    causationId: cause.causationId,
    rules: rulesInForce(stream.decider, stream.state, now, zone).id,
    references: [],
  };
  await streams.append(stream, [event], facts, cause.traceparent);
}
