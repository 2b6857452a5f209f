import type { Basis, CivilDate, DecisionContext, Party } from '@jalon/kernel';

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

export interface Limits {
  /** Minutes that one day may hold, for contracts in hours (L3121-18 of the labour code: ten hours). */
  readonly minutesPerDay: number;
  /** Minutes that one week, from Monday, may hold (L3121-20: forty-eight hours). */
  readonly minutesPerWeek: number;
  /** Half-days that one date may hold, for contracts in days. */
  readonly halfDaysPerDate: number;
  /** Days in a row on which time may be given, for contracts in days (L3132-1: six). */
  readonly daysInARow: number;
  /** What one half-day stands for in minutes on the day it is logged. */
  readonly halfDayMinutes: number;
  /** How many entries a mission holds, whatever became of them: a forced closure must be able to void them all at once. */
  readonly entriesPerMission: number;
  /** How far above the planned time entries may go before an amendment is needed, in percent of it. */
  readonly plannedTimeTolerancePercent: number;
  /** The longest a `secondment` may last over its amendments, in years (L8241-3). */
  readonly secondmentYears: number;
  /** Days after the closure during which evaluations stay hidden while some are missing. */
  readonly evaluationDays: number;
  /** Days after which time without an answer counts as unanswered (R5). */
  readonly unansweredAfterDays: number;
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
}

export const MATCH_CRITERIA = ['skills', 'cause', 'dates', 'hours', 'format', 'distance', 'language'] as const;
export type MatchCriterion = (typeof MATCH_CRITERIA)[number];

export interface ReportRules {
  /** A group of fewer people is shown only to those who may read its entries, and in nothing published (R9). */
  readonly smallestPublishedGroup: number;
  readonly fullTimeEquivalent: FullTimeEquivalent;
}

/** What a full-time equivalent is reckoned by. */
export interface FullTimeEquivalent {
  /** The hours that a full-time employee works in a year. */
  readonly annualHours: number;
  /** Where that is said. */
  readonly source: string;
}

/** From `from` years of age, inclusive, up to the next band's. */
export interface AgeBand {
  readonly code: string;
  readonly from: number;
}

/** The context of a decision in this house: its rules are a rule set. */
export type Context<References = unknown> = DecisionContext<RuleSet, References>;
