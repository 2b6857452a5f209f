import { TIME_STATES, type FullTimeEquivalent, type TimeState } from '@jalon/rules';
import type { ImpactFact } from './impact-facts.js';

type ByState = Readonly<Record<TimeState, number>>;

/** The time of a row in the units that people ask for: each a whole number, by what became of it. */
export interface TimeInUnits {
  /** Whole months that the row is about: the months of the period, or one in a row about a month. */
  readonly months: number;
  /** Hundredths of an hour (1,050 is ten and a half hours). */
  readonly hoursHundredths: ByState;
  /** Half-days as they were logged: never worked out from minutes. */
  readonly halfDaysLogged: ByState;
  /** Minutes of what was logged in minutes: the rest of the time was logged in half-days. */
  readonly minutesLogged: ByState;
  /** Thousandths of a full-time employee, over the row's months. */
  readonly fteThousandths: ByState;
}

/** How the units that are reckoned were, so that anyone can do it again. */
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

/** Minutes by what became of them: half-days by their conversion on the day that they were logged. */
export const minutesByState = (facts: readonly ImpactFact[]): ByState => summed(facts, ({ minutes }) => minutes);

export function timeInUnits(
  facts: readonly ImpactFact[],
  months: number,
  { annualHours }: FullTimeEquivalent,
): TimeInUnits {
  const minutes = minutesByState(facts);
  return {
    months,
    hoursHundredths: eachState((state) => hundredthsOfHours(minutes[state])),
    halfDaysLogged: summed(facts, ({ unit }) => Number(unit === 'half-day')),
    minutesLogged: summed(facts, ({ unit, minutes: given }) => (unit === 'minutes' ? given : 0)),
    fteThousandths: eachState((state) => halfUp(minutes[state] * 12 * 1_000, 60 * annualHours * months)),
  };
}

/** Hundredths of an hour, of whole minutes; a half goes up. */
export const hundredthsOfHours = (minutes: number): number => halfUp(minutes * 100, 60);

/** The quotient of two whole numbers that are not negative, as a whole number: a half goes up. */
export function halfUp(dividend: number, divisor: number): number {
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
