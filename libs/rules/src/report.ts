import type { CivilDate, Month, Row } from '@jalon/kernel';
import type { RuleSet } from './rule-set.js';

/** What the rows of a report can be about. */
export const GROUPINGS = ['month', 'cause', 'department', 'organisation', 'employer', 'basis'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** For whom a report is: those who may read its entries themselves, or anyone (R9). */
export const AUDIENCES = ['internal', 'publication'] as const;
export type Audience = (typeof AUDIENCES)[number];

export interface ReportOptions {
  /** The first and last month, inclusive. */
  readonly from: Month;
  readonly to: Month;
  readonly groupBy: Grouping;
  /** The civil date of reading: what is unanswered, and which evaluations are revealed, depend on it. */
  readonly at: CivilDate;
  readonly audience: Audience;
}

/**
 * A report: the tables that it reads, and the pure function over their rows. The same rows under the same rules, read at
 * the same date, give the same answer, always (R10).
 */
export interface Report<Tables extends string, Answer> {
  readonly projection: string;
  readonly tables: readonly Tables[];
  readonly report: (rows: Readonly<Record<Tables, readonly Row[]>>, rules: RuleSet, options: ReportOptions) => Answer;
}
