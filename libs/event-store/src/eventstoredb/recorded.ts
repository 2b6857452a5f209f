import { canonicalJson, type Json, type Position, type StoredEvent, type StreamName, type Uuid } from '@jalon/kernel';
import { decodeRow, type EncodedEvent, type StoredRow } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import { CorruptEvent } from '@jalon/ports';

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

/** What begins the metadata as it is written here, and the hash behind it. */
const OPENING = '{"$hash":"';
const OPENED = OPENING.length + 64;
/** What may stand between that and the body. */
const OUTSIDE_MEMBERS = /^"(?:,"\$\w+":"[^"\\]*")*,$/;

/**
 * The body in two: its data, which the server's own tools read, and the rest with the hash of the whole. Both are cut out
 * of the body's bytes, so that they need only be put together again.
 */
export function proposedOf({ envelope, hash, body, traceparent }: EncodedEvent): Proposed {
  const { id, type, correlationId, causationId } = envelope;
  // Before its data a body holds nothing that could read so, and behind it no second id.
  const from = body.indexOf(',"data":');
  const until = body.lastIndexOf(`,"id":"${id}"`);
  const data = body.slice(from + ',"data":'.length, until);
  const cause = causationId === null ? '' : `"$causationId":"${causationId}",`;
  const trace = traceparent === undefined ? '' : `"$traceparent":"${traceparent}",`;
  const outside = `${OPENING}${hash}","$correlationId":"${correlationId}",${cause}${trace}`;
  return { id, type, data: utf8(data), metadata: utf8(outside + body.slice(1, from) + body.slice(until)) };
}

/**
 * The event of a record, proved.
 *
 * @throws CorruptEvent, UnknownEvent
 */
export function decodeRecorded(registry: EventRegistry, recorded: Recorded): StoredEvent {
  if (recorded.begunAt !== recorded.position)
    throw corrupt(recorded, 'it was written in a transaction: it has no one position');
  const row = rowAsWritten(recorded);
  try {
    if (row) return decodeRow(registry, row);
  } catch (error) {
    // Somebody may have written its JSON anew: then it is the values that must have the hash.
    if (!(error instanceof CorruptEvent)) throw error;
  }
  return decodeRow(registry, rowOf(recorded));
}

/** The row that the other adapters read, its two parts put together as they were cut; null where they look otherwise. */
function rowAsWritten({ position, stream, revision, id, type, ...parts }: Recorded): StoredRow | null {
  const metadata = textOf(parts.metadata);
  const from = metadata.indexOf('"actor":');
  const gap = metadata.indexOf(',"id":', from);
  const outside = metadata.slice(OPENED, from);
  if (!metadata.startsWith(OPENING) || !OUTSIDE_MEMBERS.test(outside) || gap < 0) return null;
  const body = `{${metadata.slice(from, gap)},"data":${textOf(parts.data)}${metadata.slice(gap)}`;
  const [, traceparent] = /"\$traceparent":"([^"]*)"/.exec(outside) ?? [];
  return { position, stream, revision, id, type, hash: metadata.slice(OPENING.length, OPENED), body, traceparent };
}

/** The same from the values of both parts: the body's bytes made again from them, beside the hash of those stored. */
export function rowOf(recorded: Recorded): StoredRow {
  const { position, stream, revision, id, type } = recorded;
  const metadata = objectIn(recorded, recorded.metadata);
  const rest = Object.entries(metadata).filter(([key]) => !key.startsWith(OUTSIDE));
  const body = Object.fromEntries([...rest, ['data', objectIn(recorded, recorded.data)]]);
  const [hash, traceparent] = [String(metadata['$hash']), metadata['$traceparent']];
  return { position, stream, revision, id, type, hash, body: canonical(recorded, body), traceparent };
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
    const value: unknown = JSON.parse(textOf(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below: whatever is no object is no event of ours.
  }
  throw corrupt(recorded, 'its bytes are no JSON');
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function corrupt({ id, position, stream, revision }: Recorded, why: string): CorruptEvent {
  return new CorruptEvent(`event ${id} at position ${position} (${stream}, ${revision}): ${why}`);
}
