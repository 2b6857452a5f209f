import type { CivilDate } from '@jalon/kernel';
import type { Mapping } from '../mapping/mapping.js';
import { draftOf } from '../row/need-draft.js';
import { RowRefused } from '../row/row-refused.js';
import type { Row } from './row.js';

/** A day of the file, with the line that names it. */
export interface NamedDay {
  readonly date: CivilDate;
  readonly line: number;
}

/** What one reading of the whole file tells, before anything is written. */
export interface Survey {
  readonly rows: number;
  /** The latest day that a readable row names; null when none names a day. */
  readonly latest: NamedDay | null;
}

/** @throws CliFailure for a file that cannot be read to its end: better before the first row than after the last */
export async function survey(rows: AsyncIterable<Row>, mapping: Mapping): Promise<Survey> {
  let count = 0;
  let latest: NamedDay | null = null;
  for await (const row of rows) {
    count += 1;
    for (const date of datesIn(row, mapping)) {
      if (latest === null || date > latest.date) latest = { date, line: row.line };
    }
  }
  return { rows: count, latest };
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
