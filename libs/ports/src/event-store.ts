import type { Draft, Position, StoredEvent, StreamName, Traceparent } from '@jalon/kernel';
import type { EventPlace } from './corrupt-event.js';
import type { MovableRecord } from './installation.js';

/** The last event of a stream when the caller read it; `none` for a stream without events. There is no "any". */
export type Head = 'none' | { readonly revision: number; readonly hash: string };

export interface ReadStreamOptions {
  /** The revision to start at. By default the first; backwards, the last. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

/**
 * Stores events in streams. Every adapter passes the same contract suite (test/contract): when an append resolves it is
 * durable, and visible to every other connection; the order of all events is commit order; readers never skip an event.
 */
export interface EventStore {
  /** The installation that the log belongs to. The record is no event: no reading of the log gives it. */
  readonly installation: MovableRecord;

  /**
   * Appends all the drafts, or none, right after `head`.
   *
   * @param traceparent stored with the events, outside the hashed bytes; an invalid one is ignored
   * @returns the events as stored, in order
   * @throws InvalidDraft when a draft is not an event of this stream: a bug of the caller; nothing was stored
   * @throws ConflictError when the stream does not end at `head`
   * @throws AppendTooLarge when the drafts are together larger than the store takes; nothing was stored
   * @throws StoreMoved when the store is not in service; nothing was stored
   * @throws StoreUnavailable when the outcome is unknown: read the stream before answering
   */
  append(
    stream: StreamName,
    drafts: readonly Draft[],
    head: Head,
    traceparent?: Traceparent,
  ): Promise<readonly StoredEvent[]>;

  /**
   * The stream's events; none for a stream that does not exist.
   *
   * @throws CorruptEvent, UnknownEvent after all events before the faulty one were given; so do `readAll`, `subscribeAll`
   */
  readStream(stream: StreamName, options?: ReadStreamOptions): AsyncIterable<StoredEvent>;

  /**
   * Every event after `after` (null: from the first) that is committed at the call, in order, in pages. A page has at
   * most 500 events, and ends with the event that brings it to 4 MiB.
   *
   * @throws UnknownPosition when `after` is greater than the last position; so does `subscribeAll`
   */
  readAll(after: Position | null): AsyncIterable<readonly StoredEvent[]>;

  /**
   * The events at these positions, in the order of the argument.
   *
   * @throws UnknownPosition when one of them is not an event's
   */
  readAt(positions: readonly Position[]): Promise<readonly StoredEvent[]>;

  /**
   * The last `count` events, newest first, but at most one page. Stops before an event that cannot be read.
   */
  newest(count: number): Promise<readonly StoredEvent[]>;

  /**
   * Every event after `after`, then each new event within 100 ms of its commit by this or another process, in order, in
   * pages as those of `readAll`, until `signal` aborts. The next page is read when the caller asks for it, so a slow
   * caller slows the source.
   */
  subscribeAll(after: Position | null, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;

  /**
   * Checks whether the store takes writes. Absent where a server finds out by itself. Costs nothing while they succeed; once one has failed for want of the disk, the
   * store is probed by a write at each call until one succeeds.
   *
   * @throws StoreUnavailable, caused by CannotWrite, when it does not
   */
  checkWriting?(): Promise<void>;

  /** The position of the last committed event; null in an empty store. */
  lastPosition(): Promise<Position | null>;

  /**
   * How many events there are after `after` (null: from the first) up to and including `until`. Exact in a store whose
   * positions count events; in others the first events are counted and the rest is estimated. For operators.
   */
  eventsBetween(after: Position | null, until: Position): Promise<number>;

  close(): Promise<void>;
}

/** The stream does not end at the head that the caller expected. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';

  constructor(
    readonly stream: StreamName,
    readonly expected: Head,
    readonly actual: Head,
  ) {
    super(`${stream} does not end where it was read`);
  }
}

/** A draft does not fit its definition, its stream or the envelope: a bug of the program, never a user's mistake. */
export class InvalidDraft extends Error {
  override readonly name = 'InvalidDraft';
}

/** An append is larger than the store takes. Nothing was stored. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';

  /** @param limit the largest append that the store takes, in bytes */
  constructor(readonly limit: number) {
    super(`an append of more than the ${limit} bytes that the event store takes at once`);
  }
}

/** A position that this store does not have: it comes from another store, or from this one before a restore. */
export class UnknownPosition extends Error {
  override readonly name = 'UnknownPosition';

  constructor(readonly position: Position) {
    super(`this store has no position ${position}`);
  }
}

/** The store did not answer, or could not. The request may or may not have been done. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** Which store it is, for operators. */
  readonly store: 'events' | 'views' | 'records';

  constructor(
    message: string,
    { store = 'events', ...options }: ErrorOptions & { store?: 'events' | 'views' | 'records' } = {},
  ) {
    super(message, options);
    this.store = store;
  }
}

/** The store did not answer at all, which may pass by itself. It did not refuse, and its data is not the problem. */
export class StoreUnreachable extends StoreUnavailable {}

/** The store is not in service: it is a copy, or a copy of it was declared its successor. Trying again does not help. */
export class StoreMoved extends StoreUnavailable {
  constructor() {
    super('the event store is not in service: it is a copy, or a copy of it was declared its successor');
  }
}

/** A stored event has a type or version that this code does not know. It must never be skipped. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';

  /** @param at where the event is stored; empty for one that is not stored yet */
  constructor(
    message: string,
    readonly at: EventPlace = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
