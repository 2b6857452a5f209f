import type { Draft, Position, StoredEvent, StreamName, Traceparent } from '@jalon/kernel';

/** Where a stream ended when the caller read it: `none` for one that had no event. There is no "any". */
export type Head = 'none' | { readonly revision: number; readonly hash: string };

export interface ReadStreamOptions {
  /** The first revision to give; by default the first (the last, backwards). */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

/**
 * The event store as the house sees it. Every adapter behaves alike (test/contract): an append is durable and visible to
 * every other connection when it resolves; order of `$all` is commit order, without gaps; nothing is ever skipped.
 */
export interface EventStore {
  /**
   * Appends all the drafts, or none, right after `head`.
   *
   * @param traceparent kept beside the events, outside what is hashed; one that is none is left out, and refuses nothing
   * @returns the events as stored, in order
   * @throws InvalidDraft when a draft is no event of this stream: a fault of the caller, nothing was stored
   * @throws ConflictError when the stream no longer ends at `head`
   * @throws StoreUnavailable when the outcome cannot be known: read the stream before answering
   */
  append(
    stream: StreamName,
    drafts: readonly Draft[],
    head: Head,
    traceparent?: Traceparent,
  ): Promise<readonly StoredEvent[]>;

  /**
   * The stream's events; nothing for a stream that has none.
   *
   * @throws CorruptEvent, UnknownEvent once all that lies before that event has been given, here, in `readAll` and in `subscribeAll`
   */
  readStream(stream: StreamName, options?: ReadStreamOptions): AsyncIterable<StoredEvent>;

  /**
   * Every event after `after` (null: from the first) up to those committed now, in order, a page at a time: at most 500
   * events, and none behind the one with which it holds four MiB.
   *
   * @throws UnknownPosition when `after` lies behind the last event, here and in `subscribeAll`
   */
  readAll(after: Position | null): AsyncIterable<readonly StoredEvent[]>;

  /**
   * The events at these positions, in the order in which they are given.
   *
   * @throws UnknownPosition when no event lies at one of them
   */
  readAt(positions: readonly Position[]): Promise<readonly StoredEvent[]>;

  /**
   * The last events, newest first: as many as are asked for, but no more than a page holds, and none behind one that cannot
   * be read.
   */
  newest(count: number): Promise<readonly StoredEvent[]>;

  /**
   * Every event after `after`, then each new one as it is committed, by this process or another (within 100 ms), in
   * order, in the same pages, until `signal` aborts. The next page is read when the reader asks for it: a slow reader
   * slows the source.
   */
  subscribeAll(after: Position | null, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;

  /** Where the last committed event lies; null in an empty store. */
  lastPosition(): Promise<Position | null>;

  /**
   * How many events lie behind `after` (null: from the first) up to `until`. Exact in a log whose positions count them;
   * elsewhere counted as far as is quick, and estimated beyond. For operators.
   */
  eventsBetween(after: Position | null, until: Position): Promise<number>;

  close(): Promise<void>;
}

/** The stream no longer ends where the caller had read it. */
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

/** What was to be appended does not fit its definition, its stream or the envelope: a fault of the program, never of a user. */
export class InvalidDraft extends Error {
  override readonly name = 'InvalidDraft';
}

/** What was to be appended is more than the store takes at once. Nothing of it was stored. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';

  /** @param limit what it takes, in bytes */
  constructor(readonly limit: number) {
    super(`an append of more than the ${limit} bytes that the event store takes at once`);
  }
}

/** A position behind the store's end: it comes from another store, or from this one before it was restored. */
export class UnknownPosition extends Error {
  override readonly name = 'UnknownPosition';

  constructor(readonly position: Position) {
    super(`this store has no position ${position}`);
  }
}

/** The store did not answer, or could not: what was asked may or may not have been done. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** Which of the stores it is, for who must mend it. */
  readonly store: 'events' | 'views';

  constructor(message: string, { store = 'events', ...options }: ErrorOptions & { store?: 'events' | 'views' } = {}) {
    super(message, options);
    this.store = store;
  }
}

/** The store did not answer at all, which may pass by itself: not that it answered no, or cannot be read. */
export class StoreUnreachable extends StoreUnavailable {}

/** A stored event whose type or version this code does not know: refused loudly, never dropped. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}

/** A stored event whose bytes, columns or chain contradict each other. */
export class CorruptEvent extends Error {
  override readonly name = 'CorruptEvent';
}
