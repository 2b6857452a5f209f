import type { RuleSet } from './rule-set.js';

/** The first rule set. */
export const BASE_1: RuleSet = {
  id: 'base@1',
  inForceFrom: '2000-01-01',
  limits: {
    minutesPerDay: 600,
    minutesPerWeek: 2_880,
    halfDaysPerDate: 2,
    daysInARow: 6,
    halfDayMinutes: 210,
    entriesPerMission: 4_000,
    plannedTimeTolerancePercent: 10,
    secondmentYears: 3,
    evaluationDays: 30,
    unansweredAfterDays: 15,
    actDays: 14,
  },
  acceptance: {
    secondment: {
      proposers: ['company', 'employee', 'organisation'],
      required: ['employee', 'organisation', 'manager', 'company'],
      evaluators: ['employee', 'organisation', 'manager', 'company'],
    },
    service: {
      proposers: ['company', 'employee', 'organisation'],
      required: ['employee', 'organisation', 'manager', 'company'],
      evaluators: ['employee', 'organisation', 'manager', 'company'],
    },
    // Nobody of the hierarchy takes part in what people do with their own time.
    'personal-time': {
      proposers: ['employee', 'organisation'],
      required: ['employee', 'organisation'],
      evaluators: ['employee', 'organisation'],
    },
  },
  match: {
    weights: { skills: 30, cause: 15, dates: 15, hours: 10, format: 10, distance: 15, language: 5 },
    defaultRadiusKm: 30,
    distanceBandsKm: [5, 10, 25, 50, 100, 250, 500, 1_000],
  },
  reports: {
    smallestPublishedGroup: 5,
    fullTimeEquivalent: { annualHours: 1_607, source: 'Code du travail, L3121-41' },
    publication: { periods: ['month', 'quarter', 'year'], groupBy: 'cause', settlesAfterMonths: 1 },
  },
  ageBands: [
    { code: 'under-25', from: 0 },
    { code: '25-34', from: 25 },
    { code: '35-44', from: 35 },
    { code: '45-54', from: 45 },
    { code: '55-plus', from: 55 },
  ],
};
