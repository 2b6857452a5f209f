import { addDays, daysBetween, type CivilDate } from '@jalon/kernel';
import { readRows } from './csv-reader.js';
import type { FileSource } from './file-source.js';
import { RowRefused, type Row } from './mapping/cell.js';
import { columnsOf } from './mapping/mapping-file.js';
import type { FileMapping, NeedsMapping } from './mapping/mapping.js';
import { draftOf, type NeedDraft } from './need-draft.js';

/** A day in the file, with its line. */
export interface NamedDay {
  readonly date: CivilDate;
  readonly line: number;
}

/** The result of reading the whole file once, before anything is written. */
export interface Survey {
  readonly rows: number;
  /** The columns that the mapping does not read. */
  readonly unusedColumns: readonly string[];
}

/**
 * @throws ImportFailure for a file that cannot be read to its end: then no row is imported
 * @throws the reason of `signal` when it aborts
 */
export async function survey(
  file: FileSource,
  mapping: FileMapping,
  signal: AbortSignal,
  onRow: (row: Row) => void,
): Promise<Survey> {
  let header: readonly string[] = [];
  let rows = 0;
  for await (const row of readRows(file, mapping, (names) => (header = names))) {
    signal.throwIfAborted();
    rows += 1;
    onRow(row);
  }
  const used = columnsOf(mapping);
  return { rows, unusedColumns: header.filter((name) => name !== '' && !used.includes(name)) };
}

/** The latest day in the readable rows that it was given; null when no row has a day. */
export interface LatestDay {
  readonly onRow: (row: Row) => void;
  readonly latest: () => NamedDay | null;
}

export function latestDay(mapping: NeedsMapping): LatestDay {
  let latest: NamedDay | null = null;
  return {
    onRow: (row) => {
      for (const date of datesIn(row, mapping)) {
        if (latest === null || date > latest.date) latest = { date, line: row.line };
      }
    },
    latest: () => latest,
  };
}

function datesIn(row: Row, mapping: NeedsMapping): readonly string[] {
  try {
    const { startsOn, endsOn } = draftOf(row, mapping).values;
    return [startsOn, endsOn].filter((date) => date !== null);
  } catch (error) {
    if (error instanceof RowRefused) return [];
    throw error;
  }
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
