import type { Basis, CivilDate, DecisionContext, Party } from '@jalon/kernel';
import type { Grouping } from './groupings.js';

/**
 * A dated set of thresholds and definitions. A mission records the set it was proposed under and is held to it for life,
 * so a set is never edited once it has been in force: a change is a new set.
 */
export interface RuleSet {
  readonly id: string;
  /** The first day on which new missions are proposed under it. */
  readonly inForceFrom: CivilDate;
  readonly limits: Limits;
  readonly acceptance: Readonly<Record<Basis, AcceptanceRule>>;
  readonly match: MatchRules;
  readonly reports: ReportRules;
  readonly ageBands: readonly AgeBand[];
}

/** Thresholds, in whole units. `limit-meanings.ts` says what each is, what it refuses and which law it comes from. */
export interface Limits {
  readonly minutesPerDay: number;
  /** A week begins on Monday. */
  readonly minutesPerWeek: number;
  readonly halfDaysPerDate: number;
  readonly daysInARow: number;
  readonly halfDayMinutes: number;
  /** A forced closure must be able to void all entries in one append. */
  readonly entriesPerMission: number;
  readonly plannedTimeTolerancePercent: number;
  readonly secondmentYears: number;
  readonly evaluationDays: number;
  readonly unansweredAfterDays: number;
  readonly actDays: number;
}

export interface AcceptanceRule {
  /** The parties that must accept; the proposer's own is already given. `manager` only when the mission names one. */
  readonly required: readonly Party[];
  /** The parties asked to evaluate at the end. `manager` only when the mission names one. */
  readonly evaluators: readonly Party[];
  /** The parties that may propose such a mission. */
  readonly proposers: readonly Party[];
}

/** Weights of the match score; they add up to 100. */
export interface MatchRules {
  readonly weights: Readonly<Record<MatchCriterion, number>>;
  /** Kilometres beyond which a distance scores nothing when the offer names no radius. */
  readonly defaultRadiusKm: number;
  /**
   * Where one band of distances ends and the next begins, in rising kilometres. A distance counts, and is shown, by its
   * band: an exact one would tell where an employee lives.
   */
  readonly distanceBandsKm: readonly number[];
}

export const MATCH_CRITERIA = ['skills', 'cause', 'dates', 'hours', 'format', 'distance', 'language'] as const;
export type MatchCriterion = (typeof MATCH_CRITERIA)[number];

export interface ReportRules {
  /** A publication shows no group of fewer people. Those who may read a report's entries see every group. */
  readonly smallestPublishedGroup: number;
  readonly fullTimeEquivalent: FullTimeEquivalent;
  readonly publication: PublicationRules;
}

/** The one fixed list of what is published (docs/adr/0011). */
export interface PublicationRules {
  /** The periods, all of the calendar. */
  readonly periods: readonly ('month' | 'quarter' | 'year')[];
  /** The one grouping beside that by month. With a second, cells of both could be subtracted from each other. */
  readonly groupBy: Exclude<Grouping, 'month'>;
  /** How many months after its own end a month first appears: most of its time has been answered by then. */
  readonly settlesAfterMonths: number;
}

/** The basis of full-time equivalents. */
export interface FullTimeEquivalent {
  /** The hours that a full-time employee works in a year. */
  readonly annualHours: number;
  /** The law that sets them. */
  readonly source: string;
}

/** Ages from `from` years, inclusive, up to the next band's. */
export interface AgeBand {
  readonly code: string;
  readonly from: number;
}

/** The context of a decision: its rules are a rule set. */
export type Context<References = unknown> = DecisionContext<RuleSet, References>;
