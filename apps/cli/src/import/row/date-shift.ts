import { addDays, type CivilDate } from '@jalon/kernel';
import type { NeedDraft } from './need-draft.js';

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
