import type { CivilDate, JsonObject, Language, TenantId } from '@jalon/kernel';
import type { RowOutcome } from './import-needs.js';
import { rejectionSentence } from '../rejections.js';

/** The result of an import. */
export interface ImportReport {
  readonly file: string;
  readonly tenant: TenantId;
  readonly source: string;
  /** Whether nothing was written: the counts then say what an import would write. */
  readonly dryRun: boolean;
  /** The day of the import's clock, in a demonstration. */
  readonly at: CivilDate | null;
  readonly shiftedByDays: number;
  readonly read: number;
  readonly published: number;
  readonly revised: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly duplicates: number;
  /** The number of new organisations. */
  readonly organisations: number;
  /** The last line that was handled, when the import was stopped before the end; null otherwise. */
  readonly stoppedAfterLine: number | null;
  /** The columns of the file that the mapping does not read. */
  readonly unusedColumns: readonly string[];
  /** The fields that took `otherwise`, with the cells that the mapping does not cover. */
  readonly unmatched: readonly UnmatchedReport[];
  /** Of a dry run: the first rows as they would be stored. */
  readonly firstRows: readonly { readonly line: number; readonly stored: JsonObject }[];
  /** The refused rows and the duplicates, in the file's order. */
  readonly rows: readonly RowReport[];
}

export interface UnmatchedReport {
  readonly field: string;
  /** In how many cells. */
  readonly count: number;
  /** The first different ones. */
  readonly values: readonly string[];
}

/** How many rows a dry run shows as they would be stored. */
const FIRST_ROWS = 3;

/** How many different cells are shown for each field. */
const SHOWN_VALUES = 10;

export interface RowReport {
  readonly line: number;
  readonly key: string | null;
  readonly outcome: 'refused' | 'duplicate';
  readonly code?: string;
  readonly message?: string;
  readonly ofLine?: number;
  readonly by?: 'key' | 'content';
}

export type ImportFacts = Pick<
  ImportReport,
  'file' | 'tenant' | 'source' | 'dryRun' | 'at' | 'shiftedByDays' | 'unusedColumns'
>;

/** Counts the outcomes. */
export interface Tally {
  add(outcome: RowOutcome): void;
  refused(): number;
  report(end: Pick<ImportReport, 'organisations'> & { readonly stopped: boolean }): ImportReport;
}

export function tallyOf(facts: ImportFacts, language: Language): Tally {
  const counts = { published: 0, revised: 0, unchanged: 0, refused: 0, duplicate: 0 };
  const rows: RowReport[] = [];
  let lastLine = 0;
  const unmatched = new Map<string, { count: number; readonly values: Set<string> }>();
  const firstRows: { readonly line: number; readonly stored: JsonObject }[] = [];

  return {
    add: (outcome) => {
      counts[outcome.outcome] += 1;
      lastLine = outcome.line;
      if ('stored' in outcome) {
        if (facts.dryRun && firstRows.length < FIRST_ROWS)
          firstRows.push({ line: outcome.line, stored: outcome.stored });
        for (const { field, value } of outcome.unmatched) {
          const of = unmatched.get(field) ?? { count: 0, values: new Set() };
          of.count += 1;
          if (of.values.size < SHOWN_VALUES) of.values.add(value);
          unmatched.set(field, of);
        }
      }
      const row = rowReport(outcome, language);
      if (row) rows.push(row);
    },
    refused: () => counts.refused,
    report: ({ organisations, stopped }) => {
      const { duplicate: duplicates, ...others } = counts;
      const read = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const stoppedAfterLine = stopped ? lastLine : null;
      const uncovered = [...unmatched].map(([field, { count, values }]) => ({ field, count, values: [...values] }));
      return {
        ...{ ...facts, read, ...others, duplicates, organisations, stoppedAfterLine },
        ...{ unmatched: uncovered, firstRows, rows },
      };
    },
  };
}

function rowReport(row: RowOutcome, language: Language): RowReport | null {
  const { line, key } = row;
  switch (row.outcome) {
    case 'refused': {
      const { code } = row.rejection;
      return { line, key, outcome: 'refused', code, message: rejectionSentence(row.rejection, language) };
    }
    case 'duplicate':
      return { line, key, outcome: 'duplicate', ofLine: row.ofLine, by: row.by };
    case 'published':
    case 'revised':
    case 'unchanged':
      return null;
  }
}
