import { ConflictError, StoreUnavailable } from '@jalon/ports';
import type { Accepted, Decision, UnsealedEvent } from '@jalon/kernel';
import { requireNamed, wantedClaims, type ClaimSession } from '../claims/claim.session.js';
import { CommandRefused, type Outcome } from '../command-context.js';
import type { LoadedStream } from '../streams/loaded-stream.js';
import { CONFLICT } from '../retry.js';
import { deliberate, type Deliberation, type DeliberationPorts } from './deliberation.js';
import { hasSeen, requireSeen, type Job } from './job.js';
import { earlierOutcome, outcomeOf, unchangedOutcome } from './outcome.js';

/**
 * One attempt: load, fold, decide, claim, append at the revision seen. The order of the questions is fixed: the key, then
 * the decision, then If-Match (docs/adr/0010). A stream that is only remembered is enough for an append, which the store
 * refuses where it is wrong; whatever else is said of it, or claimed for it, is said once it is known to stand.
 *
 * @returns CONFLICT when another writer was first: nothing was written, and the next attempt looks again
 */
export async function attempt(
  ports: DeliberationPorts,
  job: Job,
  claims: ClaimSession,
): Promise<Outcome | typeof CONFLICT> {
  const { commandId, traceparent } = job.order;
  const stream = await ports.streams.loadCached(job.parts, { commandId, traceparent });
  const answered = earlierOutcome(job, stream);
  if (answered) return answered;

  const deliberation = await deliberate(ports, job, stream).catch((fault: unknown) =>
    faultOn(ports, job, stream, fault),
  );
  if (deliberation === CONFLICT) return CONFLICT;
  const { decision } = deliberation;
  if (!isAppendAlone(job, stream, decision) && !(await ports.streams.isCurrent(stream, traceparent))) return CONFLICT;
  if (!decision.accepted) throw new CommandRefused(decision.rejection);
  requireSeen(job.order, stream);
  if (decision.events.length === 0) return unchangedOutcome(job, stream);

  const wanted = wantedClaims(stream, decision.claims);
  requireNamed(decision.events, wanted);
  const taking = await claims.takeAll(wanted);
  if (taking === 'behind') return CONFLICT;
  if (taking !== 'taken') throw new CommandRefused(taking.refused);

  const outcome = await append(ports, job, stream, deliberation, decision);
  if (outcome !== CONFLICT) claims.letGo(wanted);
  return outcome;
}

/** Whether nothing follows from the decision but an append. */
function isAppendAlone({ order }: Job, stream: LoadedStream, decision: Decision<UnsealedEvent>): boolean {
  return decision.accepted && decision.events.length > 0 && decision.claims.length === 0 && hasSeen(order, stream);
}

async function append(
  ports: DeliberationPorts,
  job: Job,
  stream: LoadedStream,
  { rules, references, now }: Deliberation,
  { actor, events }: Accepted<UnsealedEvent>,
): Promise<Outcome | typeof CONFLICT> {
  const { commandId, correlationId, causationId = null, traceparent } = job.order;
  const told = { commandId, commandHash: job.hash, correlationId, causationId, rules: rules.id, references };
  try {
    const stored = await ports.streams.append(stream, { events, actor, ...told }, now, traceparent);
    return outcomeOf(job, stored, stream.decider.exists(stream.state));
  } catch (error) {
    if (error instanceof ConflictError) return CONFLICT;
    if (error instanceof StoreUnavailable) return readBack(ports, job, error);
    return faultOn(ports, job, stream, error);
  }
}

/** A fault over a stream that is only remembered may be one over what is no more. @throws the fault, where the stream stands */
async function faultOn(
  { streams }: DeliberationPorts,
  { order }: Job,
  stream: LoadedStream,
  fault: unknown,
): Promise<typeof CONFLICT> {
  if (fault instanceof StoreUnavailable || (await streams.isCurrent(stream, order.traceparent))) throw fault;
  return CONFLICT;
}

/** After a fault of the store only the stream knows what was done. @throws the fault, when the command is not there */
async function readBack({ streams }: DeliberationPorts, job: Job, fault: StoreUnavailable): Promise<Outcome> {
  const { commandId, traceparent } = job.order;
  const stream = await streams.load(job.parts, { commandId, traceparent });
  const answered = earlierOutcome(job, stream);
  if (!answered) throw fault;
  return answered;
}
