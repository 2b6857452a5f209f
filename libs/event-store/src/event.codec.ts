import { isTraceparent, type Draft, type Envelope, type Position, type StoredEvent } from '@jalon/kernel';
import type { StreamName, Traceparent } from '@jalon/kernel';
import { canonicalEnvelope } from './canonical-envelope.js';
import { checkDraft, namedStream } from './draft.check.js';
import type { EventRegistry } from './event-registry.js';
import { CorruptEvent, type Head, InvalidDraft } from '@jalon/ports';
import { misplacedBox } from './sealed.check.js';
import { sha256 } from './sha256.js';
import { upcast } from './upcast.js';

/** More events than any command makes: a closure, beside its own, voids each pending entry, of which the rules allow 4,000. */
const MAX_EVENTS_PER_APPEND = 5_000;

/** An event as it is about to be stored. */
export interface EncodedEvent {
  readonly envelope: Envelope;
  readonly hash: string;
  readonly body: string;
  readonly traceparent?: Traceparent;
}

/** What a store holds of an event: its bytes, and copies of some of them that the store can search by. */
export interface StoredRow {
  readonly position: number | Position;
  readonly stream: StreamName;
  readonly revision: number;
  readonly id: string;
  /** Where the store keeps it. */
  readonly type?: string;
  readonly hash: string;
  readonly body: string;
  /** As it lies there: whether it is one is asked on reading. */
  readonly traceparent?: unknown;
}

/**
 * Drafts as the events that follow `head`: each has its revision and the hash of the one before, and its bytes, which
 * are never made again.
 *
 * @throws InvalidDraft, UnknownEvent
 */
export function encodeDrafts(
  registry: EventRegistry,
  stream: StreamName,
  drafts: readonly Draft[],
  head: Head,
  traceparent?: Traceparent,
): readonly EncodedEvent[] {
  if (drafts.length === 0) throw new InvalidDraft(`nothing to append to ${stream}`);
  if (drafts.length > MAX_EVENTS_PER_APPEND) throw new InvalidDraft(`${drafts.length} events at once on ${stream}`);
  if (drafts.length > 1 && new Set(drafts.map(({ id }) => id)).size < drafts.length)
    throw new InvalidDraft(`one id twice on ${stream}`);
  const named = namedStream(stream);
  const trace = isTraceparent(traceparent) ? traceparent : undefined;
  let last = head;
  let latest = '';
  return drafts.map((draft) => {
    checkDraft(registry, named, draft);
    if (draft.recordedAt < latest) throw new InvalidDraft(`${draft.type} on ${stream}: recordedAt goes back`);
    const event = encode(draft, last, trace);
    last = { revision: event.envelope.revision, hash: event.hash };
    latest = draft.recordedAt;
    return event;
  });
}

function encode(draft: Draft, head: Head, traceparent: Traceparent | undefined): EncodedEvent {
  const envelope = envelopeAfter(head, draft);
  const body = canonicalEnvelope(envelope);
  const hash = sha256(body);
  return traceparent === undefined ? { envelope, hash, body } : { envelope, hash, body, traceparent };
}

/** One by one, so that nothing else slips in. */
function envelopeAfter(head: Head, draft: Draft): Envelope {
  return {
    actor: draft.actor,
    causationId: draft.causationId,
    commandHash: draft.commandHash,
    commandId: draft.commandId,
    correlationId: draft.correlationId,
    data: draft.data,
    id: draft.id,
    prev: head === 'none' ? null : head.hash,
    recordedAt: draft.recordedAt,
    references: draft.references,
    revision: head === 'none' ? 0 : head.revision + 1,
    rules: draft.rules,
    stream: draft.stream,
    tenant: draft.tenant,
    type: draft.type,
    v: 1,
    version: draft.version,
  };
}

/**
 * A stored row as an event, once its bytes have answered for every copy.
 *
 * @throws CorruptEvent when bytes, hash and copies contradict each other
 * @throws UnknownEvent when this code does not know the event's type or version
 */
export function decodeRow(registry: EventRegistry, row: StoredRow): StoredEvent {
  if (sha256(row.body) !== row.hash) throw corrupt(row, 'its bytes do not have its hash');
  const envelope = parse(row);
  if ((envelope.v as number) !== 1) throw corrupt(row, 'its envelope is of another form');
  if (envelope.id !== row.id || envelope.stream !== row.stream || envelope.revision !== row.revision) {
    throw corrupt(row, 'its columns are not those of its envelope');
  }
  if (row.type !== undefined && envelope.type !== row.type) throw corrupt(row, 'its type is not that of its envelope');
  if (misplacedBox(envelope.id, envelope.data)) throw corrupt(row, 'a sealed field belongs elsewhere');
  const { hash, body, traceparent } = row;
  const event = { envelope: upcast(envelope, registry), position: String(row.position), hash, body };
  return isTraceparent(traceparent) ? { ...event, traceparent } : event;
}

/** Events as an append answers them, once the store has said where they lie. */
export function storedAt(events: readonly EncodedEvent[], firstPosition: number): readonly StoredEvent[] {
  // Member by member here and in `namedStream`: a spread costs more than the rest of it, and this runs for every append.
  return events.map(({ envelope, hash, body, traceparent }, index) => {
    const position = String(firstPosition + index);
    return traceparent === undefined
      ? { envelope, position, hash, body }
      : { envelope, position, hash, body, traceparent };
  });
}

function parse(row: StoredRow): Envelope {
  try {
    return JSON.parse(row.body) as Envelope;
  } catch {
    throw corrupt(row, 'its bytes are no JSON');
  }
}

function corrupt(row: StoredRow, why: string): CorruptEvent {
  return new CorruptEvent(`event ${row.id} at position ${row.position} (${row.stream}, ${row.revision}): ${why}`);
}
