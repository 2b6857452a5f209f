import type { Actor } from './caller.js';
import type { StreamName, TenantId, Uuid } from './identifiers.js';
import type { JsonObject } from './json.js';
import type { Traceparent } from './telemetry.js';
import type { Instant } from './time.js';

/** Another stream that a decision used, and the revision it had then. */
export interface ReferenceRecord {
  readonly name: string;
  readonly stream: StreamName;
  readonly revision: number;
}

/**
 * An event with everything that is hashed. The stored body is this object's canonical JSON (RFC 8785): written once,
 * never serialised again.
 */
export interface Envelope {
  readonly v: 1;
  readonly id: Uuid;
  readonly type: string;
  readonly version: number;
  readonly tenant: TenantId;
  readonly stream: StreamName;
  /** From 0, without gaps, within the stream. */
  readonly revision: number;
  /** Lower-case hex SHA-256 of the stream's previous body; null at revision 0. */
  readonly prev: string | null;
  /** UTC; never goes back within a stream. */
  readonly recordedAt: Instant;
  readonly actor: Actor;
  readonly commandId: Uuid;
  /** Lower-case hex SHA-256 of the command without its personal fields. */
  readonly commandHash: string;
  readonly correlationId: Uuid;
  readonly causationId: Uuid | null;
  /** The rule set that the decision was made under, such as `base@1`. */
  readonly rules: string;
  readonly references: readonly ReferenceRecord[];
  readonly data: JsonObject;
}

/** An envelope before its stream is known to accept it: the codec gives revision and prev from the head. */
export type Draft = Omit<Envelope, 'v' | 'revision' | 'prev'>;

/** A place in a store's whole order: an opaque decimal string, comparable only within one store (`comparePositions`). */
export type Position = string;

/** Negative, zero or positive as `a` lies before, at or after `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

const POSITION_DIGITS = 20;

/** A position padded so that text order is its order: views store it and sort by it. */
export function sortablePosition(position: Position): string {
  return position.padStart(POSITION_DIGITS, '0');
}

/** The position that `sortablePosition` was given. */
export function positionOf(sortable: string): Position {
  return sortable.replace(/^0+(?=\d)/, '');
}

/** An event as read back: the envelope (upcast to the version the code speaks), its stored bytes and where it lies. */
export interface StoredEvent {
  readonly envelope: Envelope;
  readonly position: Position;
  /** Lower-case hex SHA-256 of `body`. */
  readonly hash: string;
  /** The canonical JSON exactly as stored, before any upcast. */
  readonly body: string;
  /** The trace in which it was appended. Outside the body, so nothing may rely on it. */
  readonly traceparent?: Traceparent;
}
