import { addDays, type CivilDate } from '@jalon/kernel';
import { RowRefused, type Row } from './mapping/cell.js';
import type { Mapping } from './mapping/mapping.js';
import { draftOf, type NeedDraft } from './need-draft.js';

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

/** Data older than that is a slip of the pen, or no data for a demonstration. */
export const MOST_YEARS = 100;

const DAYS_OF_A_YEAR = 365.2425;
const DAYS_OF_A_WEEK = 7;

/**
 * By how many days the dates of a demonstration move so that the latest year of the data becomes `year`: whole weeks, so
 * that a Monday stays a Monday, and of those the number nearest to whole years, so that a day of June stays within four
 * days of itself.
 */
export function shiftTo(year: number, latestYear: number): number {
  return Math.round(((year - latestYear) * DAYS_OF_A_YEAR) / DAYS_OF_A_WEEK) * DAYS_OF_A_WEEK;
}

export function shifted(draft: NeedDraft, days: number): NeedDraft {
  const { startsOn, endsOn } = draft.values;
  return { ...draft, values: { ...draft.values, startsOn: moved(startsOn, days), endsOn: moved(endsOn, days) } };
}

function moved(date: CivilDate | null, days: number): CivilDate | null {
  return date === null ? null : addDays(date, days);
}
