import { SYSTEM_ACTOR, type Actor, type ClaimOwnerEvent, type ClaimSubjectEvent } from '@jalon/kernel';
import { hashOf } from '../commands/command-hash.js';
import { stepOf } from '../commands/command-id.js';
import type { StreamRepository, AppendRequest } from '../streams/stream-repository.js';
import type { LoadedStream } from '../streams/loaded-stream.js';
import { rulesInForce } from '../streams/rules-in-force.js';
import type { TenantDirectory } from '../tenants/tenant.directory.js';
import { stepName, type ClaimCause, type HeldClaim } from './held-claim.js';

/** What taking and settling claims needs. */
export interface ClaimPorts {
  readonly streams: StreamRepository;
  readonly tenants: TenantDirectory;
}

/**
 * The bookkeeping of claims is the engine's own: were the person behind it named in the owner's stream, a need would show
 * who takes part in a mission that nobody of the hierarchy may see. Cause and correlation lead there for those who may.
 */
const THE_ENGINE: Actor = { person: SYSTEM_ACTOR, party: null, role: 'system' };

/** Appends one event about a claim after the head that was read. @throws ConflictError, StoreUnavailable */
export async function writeClaimEvent(
  { streams, tenants }: ClaimPorts,
  stream: LoadedStream,
  step: 'take' | 'abandon' | 'release',
  claim: HeldClaim,
  cause: ClaimCause,
  event: ClaimOwnerEvent | ClaimSubjectEvent,
): Promise<void> {
  const name = stepName(step, claim);
  const now = streams.nowFor(stream);
  const { zone } = await tenants.require(stream.parts.tenant);
  const entry: AppendRequest = {
    events: [event],
    actor: THE_ENGINE,
    commandId: stepOf(cause.steps, name),
    commandHash: hashOf({
      name,
      target: stream.parts.id,
      command: event.data,
    }),
    correlationId: cause.correlationId,
    causationId: cause.causationId,
    rules: rulesInForce(stream.decider, stream.state, now, zone).id,
    references: [],
  };
  await streams.append(stream, entry, now, cause.traceparent);
}
