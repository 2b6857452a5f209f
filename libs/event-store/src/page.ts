/** About five milliseconds of reading: the event loop is never held longer. */
export const PAGE_SIZE = 500;

/** Few events may be large ones, and whoever reads has little memory: the projector's thread, for one. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** What was read of a store at once, in order. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Whether it ends because of what it holds, before as many as were asked for: then there may be more. */
  readonly full: boolean;
}

/**
 * Counts what a page holds.
 *
 * @returns whether it is full with the row that has so many bytes: the next one belongs to the next page
 */
export function pageGauge(): (bytes: number) => boolean {
  let held = 0;
  let rows = 0;
  return (bytes) => {
    held += bytes;
    rows += 1;
    // Some ask for an event and those behind it, and must get one of these.
    return held >= PAGE_BYTES && rows > 1;
  };
}

/** The first of some rows, until they fill a page. */
export function pageOf<Row>(found: Iterable<Row>, bytesOf: (row: Row) => number): Page<Row> {
  const isFullWith = pageGauge();
  const rows: Row[] = [];
  for (const row of found) {
    rows.push(row);
    if (isFullWith(bytesOf(row))) return { rows, full: true };
  }
  return { rows, full: false };
}
