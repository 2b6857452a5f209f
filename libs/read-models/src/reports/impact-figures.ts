import { type FullTimeEquivalent, TIME_STATES, type TimeState } from '@jalon/rules';
import type { ImpactFact } from './impact-facts.js';

/** The figures of a row of the impact report. Each minute is counted in one state. */
export interface ImpactFigures extends Readonly<Record<`${TimeState}Minutes`, number>>, TimeInUnits {
  /** Distinct people behind the row's facts. */
  readonly people: number;
  readonly missions: number;
  readonly organisations: number;
  /** Confirmed by the organisation, given on working time. */
  readonly confirmedMinutes: number;
  /** Confirmed, given outside working time: without value for tax. */
  readonly confirmedOffDutyMinutes: number;
  /** Waiting for an answer, not longer than the limit. */
  readonly pendingMinutes: number;
  /** Waiting for longer than the limit: never counted as confirmed. */
  readonly unansweredMinutes: number;
  readonly rejectedMinutes: number;
  readonly voidedMinutes: number;
  /** Confirmed outcomes by indicator, in alphabetical order. */
  readonly outcomes: readonly Outcome[];
  readonly satisfaction: Satisfaction;
}

export interface Outcome {
  readonly indicator: string;
  readonly quantity: number;
}

export interface Satisfaction {
  /** The mean of all scores in hundredths of a point (425 is 4.25 out of 5), rounded half up; null without answers. */
  readonly averageHundredths: number | null;
  /** Evaluations counted: only those that are revealed. */
  readonly answers: number;
}

/** @param months how many whole months the facts are of */
export function figuresOf(facts: readonly ImpactFact[], months: number, equivalent: FullTimeEquivalent): ImpactFigures {
  const minutes = minutesByState(facts);
  return {
    people: distinct(facts, ({ attribution }) => attribution.employee).size,
    missions: distinct(facts, ({ attribution }) => attribution.mission).size,
    organisations: distinct(facts, ({ attribution }) => attribution.organisation).size,
    confirmedMinutes: minutes.confirmed,
    confirmedOffDutyMinutes: minutes.confirmedOffDuty,
    pendingMinutes: minutes.pending,
    unansweredMinutes: minutes.unanswered,
    rejectedMinutes: minutes.rejected,
    voidedMinutes: minutes.voided,
    ...timeInUnits(facts, months, equivalent),
    outcomes: outcomesOf(facts),
    satisfaction: satisfactionOf(facts),
  };
}

export function distinct<T>(facts: readonly ImpactFact[], of: (fact: ImpactFact) => T): ReadonlySet<T> {
  return new Set(facts.map(of));
}

function outcomesOf(facts: readonly ImpactFact[]): ImpactFigures['outcomes'] {
  const sums = new Map<string, number>();
  for (const { indicator, quantity } of facts.flatMap(({ end }) => end?.outcomes ?? [])) {
    sums.set(indicator, (sums.get(indicator) ?? 0) + quantity);
  }
  return [...sums]
    .map(([indicator, quantity]) => ({ indicator, quantity }))
    .sort((a, b) => (a.indicator < b.indicator ? -1 : 1));
}

function satisfactionOf(facts: readonly ImpactFact[]): Satisfaction {
  const answers = facts.flatMap(({ end }) => end?.scores ?? []);
  const scores = answers.flat();
  if (scores.length === 0) return { averageHundredths: null, answers: answers.length };
  const sum = scores.reduce((total, score) => total + score, 0);
  return { averageHundredths: averageHundredths(sum, scores.length), answers: answers.length };
}

/** The mean of scores in hundredths of a point, rounded half up. */
export const averageHundredths = (sum: number, scores: number): number => halfUp(100 * sum, scores);

type ByState = Readonly<Record<TimeState, number>>;

/** The time of a row in other units: whole numbers, by state. */
export interface TimeInUnits {
  /** How many whole months the row is about: those of the period, or one in a row about a month. */
  readonly months: number;
  /** Hundredths of an hour (1,050 is ten and a half hours). */
  readonly hoursHundredths: ByState;
  /** Half-days as they were logged, never computed from minutes. */
  readonly halfDaysLogged: ByState;
  /** The minutes that were logged in minutes; the rest of the time was logged in half-days. */
  readonly minutesLogged: ByState;
  /** Thousandths of a full-time employee, over the row's months. */
  readonly fteThousandths: ByState;
}

/** How units are computed, so that anyone can compute them again. */
export interface Formulas {
  readonly hoursHundredths: { readonly formula: string; readonly rounding: 'half-up' };
  readonly fteThousandths: FullTimeEquivalent & { readonly formula: string; readonly rounding: 'half-up' };
}

export function formulasOf(equivalent: FullTimeEquivalent): Formulas {
  return {
    hoursHundredths: { formula: 'minutes × 100 ÷ 60', rounding: 'half-up' },
    fteThousandths: {
      formula: 'minutes × 12 × 1000 ÷ (60 × annualHours × months)',
      rounding: 'half-up',
      ...equivalent,
    },
  };
}

/** Minutes by state; half-days count by their conversion on the day that they were logged. */
const minutesByState = (facts: readonly ImpactFact[]): ByState => summed(facts, ({ minutes }) => minutes);

function timeInUnits(facts: readonly ImpactFact[], months: number, equivalent: FullTimeEquivalent): TimeInUnits {
  const minutes = minutesByState(facts);
  return {
    months,
    hoursHundredths: eachState((state) => hundredthsOfHours(minutes[state])),
    halfDaysLogged: summed(facts, ({ unit }) => Number(unit === 'half-day')),
    minutesLogged: summed(facts, ({ unit, minutes: given }) => (unit === 'minutes' ? given : 0)),
    fteThousandths: eachState((state) => fteThousandths(minutes[state], months, equivalent)),
  };
}

/** Minutes in thousandths of a full-time employee over some whole months, rounded half up. */
export const fteThousandths = (minutes: number, months: number, { annualHours }: FullTimeEquivalent): number =>
  halfUp(minutes * 12 * 1_000, 60 * annualHours * months);

/** Minutes in hundredths of an hour, rounded half up. */
export const hundredthsOfHours = (minutes: number): number => halfUp(minutes * 100, 60);

/** The quotient of two non-negative whole numbers, rounded half up. */
function halfUp(dividend: number, divisor: number): number {
  return Math.floor((2 * dividend + divisor) / (2 * divisor));
}

export function eachState<T>(of: (state: TimeState) => T): Readonly<Record<TimeState, T>> {
  return Object.fromEntries(TIME_STATES.map((state) => [state, of(state)])) as Record<TimeState, T>;
}

function summed(facts: readonly ImpactFact[], of: (time: NonNullable<ImpactFact['time']>) => number): ByState {
  const sums = { ...eachState(() => 0) };
  for (const { time } of facts) if (time) sums[time.state] += of(time);
  return sums;
}
