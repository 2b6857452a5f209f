import { canonicalJson, type Json, type Position, type StoredEvent, type StreamName, type Uuid } from '@jalon/kernel';
import { CorruptEvent, type Corruption } from '@jalon/ports';
import { decodeRow, type EncodedEvent, type StoredRow } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';

/** An event as the server records it. */
export interface RecordedEvent {
  readonly stream: StreamName;
  readonly revision: number;
  readonly id: Uuid;
  readonly type: string;
  readonly position: Position;
  /** Where its transaction began. Differs from its position only if another program wrote it in a transaction. */
  readonly transactionPosition: Position;
  /** UTF-8, like `metadata`. */
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export const bytesOf = ({ data, metadata }: Pick<RecordedEvent, 'data' | 'metadata'>): number =>
  data.length + metadata.length;

/** An event as the server is asked to record it. */
export interface ProposedEvent {
  readonly id: Uuid;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** Metadata keys with this prefix are not part of the body and its hash. */
const OUTSIDE_PREFIX = '$';

/** The beginning of the metadata that this adapter writes; the hash follows. */
const HASH_PREFIX = '{"$hash":"';
const HASH_END = HASH_PREFIX.length + 64;
/** What may stand between the hash and the body: the end of its string, and other members outside the body. */
const OUTSIDE_MEMBERS = /^"(?:,"\$\w+":"[^"\\]*")*,$/;

/**
 * Splits an event's body: `data` holds the event's data, for the server's own tools; `metadata` holds the rest, with the
 * hash of the whole body. Both are cut out of the body's bytes, so that joining them gives the same bytes.
 */
export function proposedEventOf({ envelope, hash, body, traceparent }: EncodedEvent): ProposedEvent {
  const { id, type, correlationId, causationId } = envelope;
  // In canonical order, no text before `data` can contain the first mark, and no text after `id` the second.
  const from = body.indexOf(',"data":');
  const until = body.lastIndexOf(`,"id":"${id}"`);
  const data = body.slice(from + ',"data":'.length, until);
  const cause = causationId === null ? '' : `"$causationId":"${causationId}",`;
  const trace = traceparent === undefined ? '' : `"$traceparent":"${traceparent}",`;
  const outside = `${HASH_PREFIX}${hash}","$correlationId":"${correlationId}",${cause}${trace}`;
  return { id, type, data: utf8(data), metadata: utf8(outside + body.slice(1, from) + body.slice(until)) };
}

/**
 * Decodes a recorded event, after checking its bytes against its hash.
 *
 * @throws CorruptEvent, UnknownEvent
 */
export function decodeRecorded(registry: EventRegistry, recorded: RecordedEvent): StoredEvent {
  if (recorded.transactionPosition !== recorded.position) throw corrupt(recorded, 'TRANSACTION');
  const row = joinedRow(recorded);
  try {
    if (row) return decodeRow(registry, row);
  } catch (error) {
    // Another program may have formatted the JSON differently: then its values must have the hash.
    if (!(error instanceof CorruptEvent)) throw error;
  }
  return decodeRow(registry, rebuiltRow(recorded));
}

/** Joins the two parts as `proposedEventOf` split them; null if they were not written by it. */
function joinedRow({ position, stream, revision, id, type, ...parts }: RecordedEvent): StoredRow | null {
  const metadata = textOf(parts.metadata);
  const from = metadata.indexOf('"actor":');
  const gap = metadata.indexOf(',"id":', from);
  const outside = metadata.slice(HASH_END, from);
  if (!metadata.startsWith(HASH_PREFIX) || !OUTSIDE_MEMBERS.test(outside) || gap < 0) return null;
  const body = `{${metadata.slice(from, gap)},"data":${textOf(parts.data)}${metadata.slice(gap)}`;
  const [, traceparent] = /"\$traceparent":"([^"]*)"/.exec(outside) ?? [];
  return {
    position,
    stream,
    revision,
    id,
    type,
    hash: metadata.slice(HASH_PREFIX.length, HASH_END),
    body,
    traceparent,
  };
}

/** Rebuilds the body's canonical bytes from the values of both parts. */
export function rebuiltRow(recorded: RecordedEvent): StoredRow {
  const { position, stream, revision, id, type } = recorded;
  const metadata = objectIn(recorded, recorded.metadata);
  const rest = Object.entries(metadata).filter(([key]) => !key.startsWith(OUTSIDE_PREFIX));
  const body = Object.fromEntries([...rest, ['data', objectIn(recorded, recorded.data)]]);
  const [hash, traceparent] = [String(metadata['$hash']), metadata['$traceparent']];
  return { position, stream, revision, id, type, hash, body: canonical(recorded, body), traceparent };
}

function canonical(recorded: RecordedEvent, body: object): string {
  try {
    return canonicalJson(body as Json);
  } catch {
    throw corrupt(recorded, 'CANONICAL');
  }
}

function objectIn(recorded: RecordedEvent, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(textOf(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Reported below, like JSON that is not an object.
  }
  throw corrupt(recorded, 'JSON');
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function corrupt({ id, position, stream, revision }: RecordedEvent, why: Corruption): CorruptEvent {
  return new CorruptEvent(why, { position, stream, revision, id });
}
