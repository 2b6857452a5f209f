import { canonicalJson, type Json, type Position, type StreamName, type Uuid } from '@jalon/kernel';
import type { EncodedEvent, StoredRow } from '../event.codec.js';
import { CorruptEvent } from '../event-store.js';

/** An event as the server records it. */
export interface Recorded {
  readonly stream: StreamName;
  readonly revision: number;
  readonly id: Uuid;
  readonly type: string;
  readonly position: Position;
  /** Where its transaction began; another place than its position only where somebody else wrote it in one. */
  readonly begunAt: Position;
  /** UTF-8, as is `metadata`. */
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** What it takes to hold one. */
export const bytesOf = ({ data, metadata }: Recorded): number => data.length + metadata.length;

/** An event as the server is asked to record it. */
export interface Proposed {
  readonly id: Uuid;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** Metadata keys that begin so are the server's tools' and ours, outside the body and its hash. */
const OUTSIDE = '$';

/** The body in two: its data, which the server's own tools read, and the rest with the hash of the whole. */
export function proposedOf({ envelope, hash, traceparent }: EncodedEvent): Proposed {
  const { data, ...rest } = envelope;
  const { correlationId, causationId } = envelope;
  const outside = {
    $hash: hash,
    $correlationId: correlationId,
    ...(causationId !== null && { $causationId: causationId }),
    ...(traceparent !== undefined && { $traceparent: traceparent }),
  };
  return { id: envelope.id, type: envelope.type, data: jsonOf(data), metadata: jsonOf({ ...rest, ...outside }) };
}

/** The row that the other adapters read: the body's bytes made again from the two parts, beside the hash of those stored. */
export function rowOf(recorded: Recorded): StoredRow {
  const { position, stream, revision, id } = recorded;
  if (recorded.begunAt !== position) throw corrupt(recorded, 'it was written in a transaction: it has no one position');
  const metadata = objectIn(recorded, recorded.metadata);
  const rest = Object.entries(metadata).filter(([key]) => !key.startsWith(OUTSIDE));
  const body = Object.fromEntries([...rest, ['data', objectIn(recorded, recorded.data)]]);
  if (body['type'] !== recorded.type) throw corrupt(recorded, 'its type is not that of its envelope');
  const [hash, traceparent] = [String(metadata['$hash']), metadata['$traceparent']];
  return { position, stream, revision, id, hash, body: canonical(recorded, body), traceparent };
}

function canonical(recorded: Recorded, body: object): string {
  try {
    return canonicalJson(body as Json);
  } catch {
    throw corrupt(recorded, 'its bytes cannot be made again');
  }
}

function objectIn(recorded: Recorded, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below: whatever is no object is no event of ours.
  }
  throw corrupt(recorded, 'its bytes are no JSON');
}

function jsonOf(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value), 'utf8');
}

function corrupt({ id, position, stream, revision }: Recorded, why: string): CorruptEvent {
  return new CorruptEvent(`event ${id} at position ${position} (${stream}, ${revision}): ${why}`);
}
