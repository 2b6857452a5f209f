import type { StreamName } from '@jalon/kernel';
import type { StoredRow } from './event.codec.js';
import type { ReadStreamOptions } from '@jalon/ports';
import type { Page } from './page.js';

/** An embedded log whose positions count up from 1 without gaps: what the memory and SQLite adapters give to read from. */
export interface Log {
  /** At most `limit` rows behind `position`, in order. */
  rowsAfter(position: number, limit: number): Page<StoredRow>;
  /** At most `limit` of the last rows, newest first. */
  newestRows(limit: number): Page<StoredRow>;
  /** At most `limit` rows of a stream, from `revision` on in the direction of reading. */
  streamRows(
    stream: StreamName,
    revision: number,
    direction: NonNullable<ReadStreamOptions['direction']>,
    limit: number,
  ): Page<StoredRow>;
  /** 0 in an empty log. */
  lastPosition(): number;
}
