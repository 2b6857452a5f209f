import type { StoredEvent } from '@jalon/kernel';

/** Reading so many events takes about five milliseconds: the event loop is never held longer. */
export const PAGE_SIZE = 500;

/** A few events may be large, and a reader may have little memory: the projector's thread, for example. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** Rows that were read at once, in order. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Whether the page ended because of its bytes, before it had as many rows as were asked for. There may be more. */
  readonly full: boolean;
}

/**
 * Counts the bytes of a page.
 *
 * @returns a function to call with the bytes of each row; it returns true when the page is full with that row
 */
export function pageByteCounter(): (bytes: number) => boolean {
  let total = 0;
  let rows = 0;
  return (bytes) => {
    total += bytes;
    rows += 1;
    // Some callers ask for a known event and those after it, and must get at least one of these.
    return total >= PAGE_BYTES && rows > 1;
  };
}

/** The rows up to the one that fills the page. */
export function pageOf<Row>(found: Iterable<Row>, bytesOf: (row: Row) => number): Page<Row> {
  const isFullWith = pageByteCounter();
  const rows: Row[] = [];
  for (const row of found) {
    rows.push(row);
    if (isFullWith(bytesOf(row))) return { rows, full: true };
  }
  return { rows, full: false };
}

/** The events decoded before the first error, and that error; null if there was none. */
export interface DecodedEvents {
  readonly events: readonly StoredEvent[];
  readonly error: unknown;
}

/** Decodes rows until reading or decoding one of them throws. */
export function decodeUntilError<Row>(rows: Iterable<Row>, decode: (row: Row) => StoredEvent): DecodedEvents {
  const events: StoredEvent[] = [];
  try {
    for (const row of rows) events.push(decode(row));
    return { events, error: null };
  } catch (error) {
    return { events, error };
  }
}

/** Yields the events as a page, if there are any, then throws the error, if there was one. */
export function* yieldThenThrow({ events, error }: DecodedEvents): Generator<readonly StoredEvent[]> {
  if (events.length > 0) yield events;
  if (error !== null) throw error as Error;
}
