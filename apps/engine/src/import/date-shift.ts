import { addDays, daysBetween, type CivilDate } from '@jalon/kernel';
import type { NeedDraft } from './need-draft.js';
import type { MappedRow } from './row-outcome.js';

/** A day in the file, with its line. */
export interface NamedDay {
  readonly date: CivilDate;
  readonly line: number;
}

/** The latest day of the rows; null when none has a day. */
export function latestDay(rows: readonly MappedRow<NeedDraft>[]): NamedDay | null {
  let latest: NamedDay | null = null;
  for (const row of rows) {
    if ('refusal' in row) continue;
    const { startsOn, endsOn } = row.draft.values;
    for (const date of [startsOn, endsOn]) {
      if (date !== null && (latest === null || date > latest.date)) latest = { date, line: row.line };
    }
  }
  return latest;
}

/** A larger shift means a typing error, or data that does not suit a demonstration. */
export const MOST_YEARS = 100;

const DAYS_OF_A_WEEK = 7;

/**
 * The number of days by which the dates of a demonstration move, so that the latest year of the data becomes `year`. It is
 * a whole number of weeks, so a Monday stays a Monday. It is the one nearest to whole years, so each date moves by at most
 * four days within its year.
 */
export function shiftTo(year: number, latestYear: number): number {
  const days = daysBetween(`${latestYear}-06-30`, `${year}-06-30`);
  return Math.round(days / DAYS_OF_A_WEEK) * DAYS_OF_A_WEEK;
}

export function shifted(draft: NeedDraft, days: number): NeedDraft {
  const { startsOn, endsOn } = draft.values;
  return { ...draft, values: { ...draft.values, startsOn: moved(startsOn, days), endsOn: moved(endsOn, days) } };
}

function moved(date: CivilDate | null, days: number): CivilDate | null {
  return date === null ? null : addDays(date, days);
}
