import type { Limits } from './rule-set.js';

/** Describes one limit for the people it applies to, in `docs/rules.md`. The number itself is in the rule set. */
export interface LimitMeaning {
  readonly unit: 'minutes' | 'half-days' | 'days' | 'years' | 'entries' | 'percent';
  readonly meaning: string;
  /** The code of the refusal that holds it, or null where it refuses nothing. */
  readonly refusal: string | null;
  /** The law, or null where the number is our own convention. */
  readonly source: string | null;
}

export const LIMIT_MEANINGS: Readonly<Record<keyof Limits, LimitMeaning>> = {
  minutesPerDay: {
    unit: 'minutes',
    meaning: 'The most working time on one day, for contracts in hours.',
    refusal: 'DAY_OVER_LIMIT',
    source: 'Code du travail, L3121-18',
  },
  minutesPerWeek: {
    unit: 'minutes',
    meaning: 'The most working time in one week, from Monday to Sunday, for contracts in hours.',
    refusal: 'WEEK_OVER_LIMIT',
    source: 'Code du travail, L3121-20',
  },
  halfDaysPerDate: {
    unit: 'half-days',
    meaning: 'The most half-days on one date, for contracts in days.',
    refusal: 'TOO_MANY_HALF_DAYS',
    source: null,
  },
  daysInARow: {
    unit: 'days',
    meaning: 'The most days in a row on which time is given, for contracts in days.',
    refusal: 'TOO_MANY_DAYS_IN_A_ROW',
    source: 'Code du travail, L3132-1',
  },
  halfDayMinutes: {
    unit: 'minutes',
    meaning: 'What a half-day counts for. Each entry keeps the value of the day on which it was logged.',
    refusal: null,
    source: null,
  },
  entriesPerMission: {
    unit: 'entries',
    meaning: 'The most time entries of one mission, so that one forced closure can void them all.',
    refusal: 'TOO_MANY_ENTRIES',
    source: null,
  },
  plannedTimeTolerancePercent: {
    unit: 'percent',
    meaning: 'How far the time given may exceed the planned time before the mission must be amended.',
    refusal: 'OVER_PLANNED_TIME',
    source: null,
  },
  secondmentYears: {
    unit: 'years',
    meaning: 'The longest secondment, amendments included.',
    refusal: 'SECONDMENT_TOO_LONG',
    source: 'Code du travail, L8241-3',
  },
  evaluationDays: {
    unit: 'days',
    meaning: 'How long after the closure evaluations stay hidden while one of them is missing.',
    refusal: null,
    source: null,
  },
  unansweredAfterDays: {
    unit: 'days',
    meaning: 'How long time may wait for an answer. After that, reports count it as unanswered, never as confirmed.',
    refusal: null,
    source: null,
  },
  actDays: {
    unit: 'days',
    meaning:
      'How many days a second person has to confirm what a first person requested, after the day of the request.',
    refusal: 'ACT_EXPIRED',
    source: null,
  },
};
