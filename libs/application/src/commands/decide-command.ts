import {
  civilDateIn,
  isSealed,
  streamName,
  streamParts,
  whoMayAct,
  type AnyDecider,
  type Decision,
  type DecisionContext,
  type Instant,
  type Opened,
  type Personal,
  type Reference,
  type ReferenceRecord,
  type StreamParts,
  type StreamRef,
  type TenantId,
  type Traceparent,
  type UnsealedEvent,
  type Zone,
} from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';
import { knownRuleSet, ruleSetOn, type RuleSet } from '@jalon/rules';
import { humansIn } from '../streams/merged-people.js';
import type { LoadedStream, StreamRepository } from '../streams/stream-repository.js';
import type { TenantDirectory } from '../tenant-directory.js';
import type { PreparedCommand } from './prepare-command.js';

export interface DecisionPorts {
  readonly streams: StreamRepository;
  readonly tenants: TenantDirectory;
  readonly sealer: Sealer;
}

/** A decision with what it rests on, for the envelopes of its events. */
export interface Decided {
  readonly decision: Decision<UnsealedEvent>;
  readonly rules: RuleSet;
  readonly references: readonly ReferenceRecord[];
  /** The moment of the decision, and of its events. */
  readonly now: Instant;
}

/** A tenant that is about to be opened has no zone of its own yet. */
const ZONE_BEFORE_OPENING = 'UTC';

/** Gathers what a pure decision may not fetch (rules, other streams, opened personal fields), and lets it decide. */
export async function decideCommand(
  { streams, tenants, sealer }: DecisionPorts,
  { command, context, row: { entry, decider }, parts, newId, tenant }: PreparedCommand,
  stream: LoadedStream,
): Promise<Decided> {
  const { caller, traceparent } = context;
  const { state } = stream;
  const load = (wanted: Readonly<Record<string, StreamRef>>) =>
    loadReferences(streams, caller.tenant, wanted, traceparent);

  const zone = (tenant ?? (await tenants.find(caller.tenant)))?.zone ?? ZONE_BEFORE_OPENING;
  const now = streams.nowFor(stream);
  const rules = rulesInForce(decider, state, now, zone);
  const named = await load(entry.references?.(command, state, { caller }) ?? {});
  const further = await load(entry.furtherReferences?.(command, state, named) ?? {});
  const references = { ...named, ...further };
  const compared = entry.people?.(command, state, { caller, id: parts.id }) ?? [];
  const people = compared.length > 0 ? [...compared, ...whoMayAct(caller)] : [];
  const humanOf = await humansIn(streams, caller.tenant, people, traceparent);
  const opened = await openAll(sealer, entry.opens?.(command, state, references) ?? {});

  const decision = entry.decide(command, state, {
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
    humanOf,
    opened,
  } satisfies DecisionContext<RuleSet>) as Decision<UnsealedEvent>;
  return { decision, rules, references: recordOf(references), now };
}

/**
 * The rules that a decision is made under: those that the thing recorded and is held to for life, else those in force on
 * the tenant's day.
 *
 * @throws Error when the thing is held to a rule set that this code does not know: deciding under another would be wrong
 */
export function rulesInForce(decider: AnyDecider, state: unknown, now: Instant, zone: Zone): RuleSet {
  const recorded = decider.rulesOf(state);
  return recorded === null ? ruleSetOn(civilDateIn(zone, now)) : knownRuleSet(recorded);
}

type References = Readonly<Record<string, Reference<unknown>>>;

/**
 * Other streams folded for a decision, by name. The tenant is the caller's: a command cannot name a stream of another,
 * whatever ids it carries.
 */
async function loadReferences(
  streams: StreamRepository,
  tenant: TenantId,
  wanted: Readonly<Record<string, StreamRef>>,
  traceparent: Traceparent | undefined,
): Promise<References> {
  const loaded = await Promise.all(
    Object.entries(wanted).map(
      async ([name, { category, id }]) =>
        [name, await loadReference(streams, { category, tenant, id }, traceparent)] as const,
    ),
  );
  return Object.fromEntries(loaded);
}

async function loadReference(
  streams: StreamRepository,
  parts: StreamParts,
  traceparent: Traceparent | undefined,
): Promise<Reference<unknown>> {
  const stream = streamName(parts);
  // An id that no stream can have names nothing.
  if (!streamParts(stream)) return { found: false, stream };
  const { revision, state, decider } = await streams.load(parts, { traceparent });
  return revision !== null && decider.exists(state)
    ? { found: true, stream, revision, state }
    : { found: false, stream };
}

/** What events record of the streams that their decision leaned on. */
function recordOf(references: References): readonly ReferenceRecord[] {
  return Object.entries(references).flatMap(([name, reference]) =>
    reference.found ? [{ name, stream: reference.stream, revision: reference.revision }] : [],
  );
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
