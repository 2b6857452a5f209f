import {
  canonicalJson,
  isUuid,
  streamParts,
  type Envelope,
  type Json,
  type StoredEvent,
  type StreamName,
} from '@jalon/kernel';
import { decodeRow, type EncodedEvent } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import { CorruptEvent, type Head } from '@jalon/ports';
import { checkTail, type Tail } from '../head.check.js';

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
 * An event of another store as it is to be stored again, once its bytes have answered for it: its envelope is the stored
 * one, before any upcast, and the bytes can be made again from it, which a store that keeps them in parts relies on.
 *
 * @throws CorruptEvent, UnknownEvent
 */
export function adopted(registry: EventRegistry, { envelope, position, ...stored }: StoredEvent): EncodedEvent {
  const { hash, body } = stored;
  decodeRow(registry, { ...envelope, position, hash, body });
  const asStored = JSON.parse(body) as Envelope;
  const { id, stream, tenant, revision, prev } = asStored;
  if (Object.keys(asStored).sort().join() !== MEMBERS) throw corrupt(asStored, 'its envelope has other members');
  if (!isUuid(id) || streamParts(stream)?.tenant !== tenant) throw corrupt(asStored, 'it belongs in no stream');
  if (!Number.isSafeInteger(revision) || revision < 0) throw corrupt(asStored, 'it has no revision');
  if ((revision === 0) !== (prev === null)) throw corrupt(asStored, 'it is first in its stream, and follows another');
  if (!isCanonical(asStored, body)) throw corrupt(asStored, 'its bytes are not in canonical form');
  return { ...stored, envelope: asStored };
}

/** Where its stream must end for an event to follow. */
export function headBefore({ envelope: { revision, prev } }: EncodedEvent): Head {
  return prev === null ? 'none' : { revision: revision - 1, hash: prev };
}

/**
 * Refuses events of which one does not follow its stream's last, where the streams end as `tailOf` says before the first
 * of them.
 *
 * @throws CorruptEvent
 */
export function checkFollowing(
  events: readonly EncodedEvent[],
  tailOf: (stream: StreamName) => Tail | undefined,
): void {
  const tails = new Map<StreamName, Tail | undefined>();
  for (const event of events) {
    const { stream, revision, recordedAt } = event.envelope;
    const tail = tails.has(stream) ? tails.get(stream) : tailOf(stream);
    try {
      checkTail(stream, [event], headBefore(event), tail);
    } catch {
      throw corrupt(event.envelope, 'it does not follow the event before it');
    }
    tails.set(stream, { revision, hash: event.hash, recordedAt });
  }
}

function isCanonical(envelope: Envelope, body: string): boolean {
  try {
    return canonicalJson(envelope as unknown as Json) === body;
  } catch {
    return false;
  }
}

function corrupt({ id, stream, revision }: Envelope, why: string): CorruptEvent {
  return new CorruptEvent(`event ${id} (${stream}, ${revision}): ${why}`);
}
