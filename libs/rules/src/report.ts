import type { CivilDate, Month } from '@jalon/kernel';
import type { Grouping } from './groupings.js';
import type { RuleSet } from './rule-set.js';

/** The readers of a report: those who may read its entries (`internal`), or anyone (`publication`). */
export const AUDIENCES = ['internal', 'publication'] as const;
export type Audience = (typeof AUDIENCES)[number];

export interface ReportOptions {
  /** The first and last month, inclusive. */
  readonly from: Month;
  readonly to: Month;
  readonly groupBy: Grouping;
  /** The civil date of reading: what is unanswered, and which evaluations are revealed, depend on it. */
  readonly at: CivilDate;
}

/** What a report counts time as. Off-duty time is counted apart. Unanswered time is never confirmed. */
export const TIME_STATES = ['confirmed', 'confirmedOffDuty', 'pending', 'unanswered', 'rejected', 'voided'] as const;
export type TimeState = (typeof TIME_STATES)[number];

/** The rule sets that a report is read under. */
export interface RuleBook {
  /** The set in force at the date of reading: the report's own definitions. */
  readonly inForce: RuleSet;
  /**
   * The set with that id: a mission is held to its own for life.
   *
   * @throws Error for a set that this code does not know: it must not read under another
   */
  readonly byId: (id: string) => RuleSet;
}
