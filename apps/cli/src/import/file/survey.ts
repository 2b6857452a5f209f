import type { Mapping } from '../mapping/mapping.js';
import { draftOf } from '../row/need-draft.js';
import { RowRefused } from '../row/row-refused.js';
import type { Row } from './row.js';

/** What one reading of the whole file tells, before anything is written. */
export interface Survey {
  readonly rows: number;
  /** The latest year that a readable row names; null when none names a date. */
  readonly latestYear: number | null;
}

/** @throws CliFailure for a file that cannot be read to its end: better before the first row than after the last */
export async function survey(rows: AsyncIterable<Row>, mapping: Mapping): Promise<Survey> {
  let count = 0;
  let latest = '';
  for await (const row of rows) {
    count += 1;
    for (const date of datesIn(row, mapping)) if (date > latest) latest = date;
  }
  return { rows: count, latestYear: latest === '' ? null : Number(latest.slice(0, 4)) };
}

function datesIn(row: Row, mapping: Mapping): readonly string[] {
  try {
    const { startsOn, endsOn } = draftOf(row, mapping).values;
    return [startsOn, endsOn].filter((date) => date !== null);
  } catch (error) {
    if (error instanceof RowRefused) return [];
    throw error;
  }
}
