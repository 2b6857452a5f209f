import type { CivilDate, Language, TenantId } from '@jalon/kernel';
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
  /** The refused rows and the duplicates, in the file's order. */
  readonly rows: readonly RowReport[];
}

export interface RowReport {
  readonly line: number;
  readonly key: string | null;
  readonly outcome: 'refused' | 'duplicate';
  readonly code?: string;
  readonly message?: string;
  readonly ofLine?: number;
  readonly by?: 'key' | 'content';
}

export type ImportFacts = Pick<ImportReport, 'file' | 'tenant' | 'source' | 'dryRun' | 'at' | 'shiftedByDays'>;

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

  return {
    add: (outcome) => {
      counts[outcome.outcome] += 1;
      lastLine = outcome.line;
      const row = rowReport(outcome, language);
      if (row) rows.push(row);
    },
    refused: () => counts.refused,
    report: ({ organisations, stopped }) => {
      const { duplicate: duplicates, ...others } = counts;
      const read = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const stoppedAfterLine = stopped ? lastLine : null;
      return { ...facts, read, ...others, duplicates, organisations, stoppedAfterLine, rows };
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
