import {
  canonicalJson,
  isUuid,
  streamParts,
  type Envelope,
  type Json,
  type Position,
  type StoredEvent,
  type StreamName,
} from '@jalon/kernel';
import { CorruptEvent, type Corruption, type Head } from '@jalon/ports';
import {
  checkHead,
  storedEnvelope,
  streamHeadOf,
  type EncodedEvent,
  type StoredRow,
  type StreamHead,
} from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import type { Log } from '../log-reader.js';

const MEMBERS = [
  'actor',
  'causationId',
  'commandHash',
  'commandId',
  'correlationId',
  'data',
  'id',
  'prev',
  'recordedAt',
  'references',
  'revision',
  'rules',
  'stream',
  'tenant',
  'type',
  'v',
  'version',
].join();

/**
 * Checks an event of another store and returns it as it is to be stored again: with its envelope as stored, before any
 * upcast. Its bytes must be the canonical form of that envelope, because EventStoreDB keeps them in two parts and makes
 * them again from the values if need be.
 *
 * @throws CorruptEvent, UnknownEvent
 */
export function checkCopiedEvent(
  registry: EventRegistry,
  { envelope, position, ...stored }: StoredEvent,
): EncodedEvent {
  const { id, stream, revision, type } = envelope;
  return { ...stored, envelope: checkStoredRow(registry, { id, stream, revision, type, position, ...stored }) };
}

/**
 * Checks everything about a stored row that can be told from the row alone, its canonical form included.
 *
 * @returns its envelope as stored
 * @throws CorruptEvent, UnknownEvent
 */
export function checkStoredRow(registry: EventRegistry, row: StoredRow): Envelope {
  const asStored = storedEnvelope(registry, row);
  const { stream, tenant, revision, prev } = asStored;
  const corrupt = (why: Corruption) => corruptAt(asStored, why, String(row.position));
  if (Object.keys(asStored).sort().join() !== MEMBERS) throw corrupt('MEMBERS');
  if (!isUuid(asStored.id) || streamParts(stream)?.tenant !== tenant) throw corrupt('STREAM');
  if (!Number.isSafeInteger(revision) || revision < 0) throw corrupt('REVISION');
  if ((revision === 0) !== (prev === null)) throw corrupt('FIRST');
  if (!isCanonical(asStored, row.body)) throw corrupt('CANONICAL');
  return asStored;
}

function isCanonical(envelope: Envelope, body: string): boolean {
  try {
    return canonicalJson(envelope as unknown as Json) === body;
  } catch {
    return false;
  }
}

/** The head that its stream must have before this event. */
export function headBefore({ envelope: { revision, prev } }: EncodedEvent): Head {
  return prev === null ? 'none' : { revision: revision - 1, hash: prev };
}

/**
 * Checks that each of the events follows its stream's last event, including those of them that come before it.
 *
 * @param headOf the stream's head in the target, before the first of the events
 * @throws CorruptEvent
 */
export function checkCopiedOrder(
  events: readonly EncodedEvent[],
  headOf: (stream: StreamName) => StreamHead | undefined,
): void {
  const heads = new Map<StreamName, StreamHead | undefined>();
  for (const event of events) {
    const { stream } = event.envelope;
    const head = heads.has(stream) ? heads.get(stream) : headOf(stream);
    try {
      checkHead(stream, [event], headBefore(event), head);
    } catch {
      throw corruptAt(event.envelope, 'LINK');
    }
    heads.set(stream, streamHeadOf(event));
  }
}

/** The head of a stream in the log of an embedded store. */
export function streamHeadIn(log: Log, stream: StreamName): StreamHead | undefined {
  const [row] = log.streamRows(stream, Number.MAX_SAFE_INTEGER, 'backwards', 1).rows;
  if (!row) return undefined;
  const { recordedAt } = JSON.parse(row.body) as { readonly recordedAt: string };
  return { revision: row.revision, hash: row.hash, recordedAt };
}

/** Whether the log of an embedded store ends at a position; null for an empty log. */
export function endsAt(log: Log, position: string | null): boolean {
  return String(log.lastPosition()) === (position ?? '0');
}

function corruptAt({ id, stream, revision }: Envelope, why: Corruption, position?: Position): CorruptEvent {
  return new CorruptEvent(why, { position, stream, revision, id });
}
