import type { StreamName } from '@jalon/kernel';
import type { StoredRow } from './event.codec.js';
import type { ReadStreamOptions } from './event-store.js';

/** About five milliseconds of reading: the event loop is never held longer. */
export const PAGE_SIZE = 500;

/** An embedded log whose positions count up from 1 without gaps: what the memory and SQLite adapters give to read from. */
export interface Log {
  /** At most `limit` rows behind `position`, in order. */
  rowsAfter(position: number, limit: number): readonly StoredRow[];
  /** At most `limit` rows of a stream, from `revision` on in the direction of reading. */
  streamRows(
    stream: StreamName,
    revision: number,
    direction: NonNullable<ReadStreamOptions['direction']>,
    limit: number,
  ): readonly StoredRow[];
  /** 0 in an empty log. */
  lastPosition(): number;
}
