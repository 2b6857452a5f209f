import type { CivilDate, JsonObject, Language, TenantId, Uuid } from '@jalon/kernel';
import { rejectionSentence, type Refusal } from '../rejections.js';
import type { RowOutcome } from './row-outcome.js';
import { shortened, shortenedParams } from './shortened.js';

/** What the rows of a file can become. */
export const IMPORT_KINDS = ['needs', 'people', 'organisations'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** The result of an import, so far or in the end. */
export interface ImportReport {
  readonly kind: ImportKind;
  readonly file: string;
  readonly tenant: TenantId;
  /** The `source` of the mapping; null where its kind has none. */
  readonly source: string | null;
  /** Whether nothing was written: the counts then say what an import would write. */
  readonly dryRun: boolean;
  /** The day of the import's clock, in a demonstration. */
  readonly at: CivilDate | null;
  readonly shiftedByDays: number;
  /** The rows of the file. */
  readonly total: number;
  /** The rows that were handled; fewer than `total` where the import was stopped. */
  readonly read: number;
  readonly created: number;
  readonly revised: number;
  /** The number of departures that were recorded. */
  readonly left: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly refused: number;
  readonly duplicates: number;
  /** The number of new organisations. */
  readonly organisations: number;
  /** The columns of the file that the mapping does not read. */
  readonly unusedColumns: readonly string[];
  /** The fields that took `otherwise`, with the cells that the mapping does not cover. */
  readonly unmatched: readonly UnmatchedReport[];
  /** Of a dry run: the first rows as they would be stored. */
  readonly firstRows: readonly FirstRow[];
  /** The rows that did not go in, by line; of very many, the first that were handled. */
  readonly rows: readonly RowReport[];
  /** How many more rows did not go in. */
  readonly moreRows: number;
  /** Of people: who is in the directory and not in the file. */
  readonly missing: MissingReport;
}

export interface FirstRow {
  readonly line: number;
  readonly stored: JsonObject;
}

export interface MissingReport {
  readonly count: number;
  /** The first ones, by staff number. */
  readonly people: readonly MissingPerson[];
}

/** A person of the directory whom the file does not list. */
export interface MissingPerson {
  readonly person: Uuid;
  readonly staffNumber: string | null;
}

export interface UnmatchedReport {
  readonly field: string;
  /** In how many cells. */
  readonly count: number;
  /** The first different ones. */
  readonly values: readonly string[];
}

/** How many characters of a row's key are shown. */
const LONGEST_KEY = 200;

/** How many rows a dry run shows as they would be stored. */
const FIRST_ROWS = 3;

/** How many different cells are shown for each field. */
const SHOWN_VALUES = 10;

export interface RowReport {
  readonly line: number;
  readonly key: string | null;
  readonly outcome: 'refused' | 'skipped' | 'duplicate';
  /** Why it was refused or skipped; null for a duplicate. */
  readonly code: string | null;
  readonly message: string | null;
  /** The line of which it is a duplicate, and by what; null otherwise. */
  readonly ofLine: number | null;
  readonly by: 'key' | 'content' | null;
}

export type ImportFacts = Pick<
  ImportReport,
  'kind' | 'file' | 'tenant' | 'source' | 'dryRun' | 'at' | 'shiftedByDays' | 'total' | 'unusedColumns'
>;

/** How many missing people are listed. */
export const LISTED_MISSING = 1_000;

/** Nobody is missing. */
export const NONE_MISSING: MissingReport = { count: 0, people: [] };

/** What is only known in the end. */
export interface ImportEnd {
  readonly organisations: number;
  readonly missing: MissingReport;
}

/** Counts the outcomes. */
export interface Tally {
  add(outcome: RowOutcome): void;
  report(end: ImportEnd, language: Language): ImportReport;
}

/** @param most how many rows that did not go in are listed */
export function tallyOf(facts: ImportFacts, most: number): Tally {
  const counts = { created: 0, revised: 0, left: 0, unchanged: 0, skipped: 0, refused: 0, duplicate: 0 };
  const rows: NotEntered[] = [];
  let moreRows = 0;
  const unmatched = new Map<string, { count: number; readonly values: Set<string> }>();
  const firstRows: FirstRow[] = [];

  return {
    add: (outcome) => {
      counts[outcome.outcome] += 1;
      if ('stored' in outcome) {
        if (facts.dryRun) showFirst(firstRows, { line: outcome.line, stored: outcome.stored });
        for (const { field, value } of outcome.unmatched) {
          const of = unmatched.get(field) ?? { count: 0, values: new Set() };
          of.count += 1;
          if (of.values.size < SHOWN_VALUES) of.values.add(value);
          unmatched.set(field, of);
        }
      }
      const row = notEntered(outcome);
      if (row && rows.length < most) rows.push(row);
      else if (row) moreRows += 1;
    },
    report: ({ organisations, missing }, language) => {
      const { duplicate: duplicates, ...others } = counts;
      const read = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const uncovered = [...unmatched].map(([field, { count, values }]) => ({ field, count, values: [...values] }));
      return {
        ...{ ...facts, read, ...others, duplicates, organisations },
        ...{ unmatched: uncovered, firstRows, moreRows },
        rows: rows.toSorted((one, other) => one.line - other.line).map((row) => rowReport(row, language)),
        missing,
      };
    },
  };
}

/** Adds a row where it is one of the first in the file: rows do not always go in by line. */
function showFirst(firstRows: FirstRow[], row: FirstRow): void {
  firstRows.push(row);
  firstRows.sort((one, other) => one.line - other.line);
  firstRows.splice(FIRST_ROWS);
}

type NotEntered = Exclude<RowOutcome, { readonly stored: unknown }>;

/** A row that did not go in, with its texts cut to a length that a report can bear. */
function notEntered(outcome: RowOutcome): NotEntered | null {
  if ('stored' in outcome) return null;
  const row = { ...outcome, key: outcome.key === null ? null : shortened(outcome.key, LONGEST_KEY) };
  if (!('rejection' in row)) return row;
  const { code, params } = row.rejection;
  return { ...row, rejection: { code, params: shortenedParams(params) } satisfies Refusal };
}

function rowReport(row: NotEntered, language: Language): RowReport {
  const { line, key } = row;
  if (!('rejection' in row)) {
    return { line, key, outcome: 'duplicate', code: null, message: null, ofLine: row.ofLine, by: row.by };
  }
  const { code } = row.rejection;
  const message = rejectionSentence(row.rejection, language);
  return { line, key, outcome: row.outcome, code, message, ofLine: null, by: null };
}
