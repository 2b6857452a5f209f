import {
  isSealed,
  type Decision,
  type DecisionContext,
  type Instant,
  type Opened,
  type Personal,
  type ReferenceRecord,
  type StreamRef,
  type UnsealedEvent,
} from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';
import type { RuleSet } from '@jalon/rules';
import type { StreamRepository } from '../streams/stream-repository.js';
import type { LoadedStream } from '../streams/loaded-stream.js';
import { loadReferences, recordOf } from '../streams/references.js';
import { rulesInForce } from '../streams/rules-in-force.js';
import type { TenantDirectory } from '../tenants/tenant.directory.js';
import type { Job } from './job.js';

/** A decision with what it leaned on, for the envelopes of its events. */
export interface Deliberation {
  readonly decision: Decision<UnsealedEvent>;
  readonly rules: RuleSet;
  readonly references: readonly ReferenceRecord[];
  /** The moment of the decision, and of its events. */
  readonly now: Instant;
}

export interface DeliberationPorts {
  readonly streams: StreamRepository;
  readonly sealer: Sealer;
  readonly tenants: TenantDirectory;
}

/** A tenant that is about to be opened has no zone of its own yet. */
const ZONE_BEFORE_OPENING = 'UTC';

/** Gathers what a pure decision may not fetch, and lets it decide. */
export async function deliberate(ports: DeliberationPorts, job: Job, stream: LoadedStream): Promise<Deliberation> {
  const { streams, sealer, tenants } = ports;
  const { command, order, newId, parts } = job;
  const { entry, decider } = job.row;
  const { caller } = order;
  const { state } = stream;

  const zone = (await tenants.find(caller.tenant))?.zone ?? ZONE_BEFORE_OPENING;
  const now = streams.nowFor(stream);
  const rules = rulesInForce(decider, state, now, zone);
  const load = (wanted: Readonly<Record<string, StreamRef>>) =>
    loadReferences(streams, caller.tenant, wanted, order.traceparent);
  const named = await load(entry.references?.(command, state, { caller }) ?? {});
  const further = entry.furtherReferences?.(command, state, named) ?? {};
  const references = { ...named, ...(await load(further)) };
  const fields = entry.opens?.(command, state, references) ?? {};
  const opened = await openAll(sealer, fields);
  const context: DecisionContext<RuleSet> = {
    now,
    zone,
    tenant: caller.tenant,
    caller,
    stream: stream.name,
    id: parts.id,
    newId,
    nextRevision: stream.nextRevision,
    rules,
    references,
    opened,
  };
  const decision = entry.decide(command, state, context) as Decision<UnsealedEvent>;
  return { decision, rules, references: recordOf(references), now };
}

async function openAll(
  sealer: Sealer,
  fields: Readonly<Record<string, Personal<unknown> | null>>,
): Promise<Readonly<Record<string, Opened<unknown>>>> {
  const opened = await Promise.all(
    Object.entries(fields).map(async ([name, field]) => [name, await openOne(sealer, field)] as const),
  );
  return Object.fromEntries(opened);
}

async function openOne(sealer: Sealer, field: Personal<unknown> | null): Promise<Opened<unknown>> {
  if (field === null) return { value: null };
  if (!isSealed(field)) throw new Error('state holds a personal field that was never sealed');
  return sealer.open(field);
}
