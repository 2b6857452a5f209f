import type { FullTimeEquivalent, TimeState } from '@jalon/rules';
import type { ImpactFact } from './impact-facts.js';
import { halfUp, minutesByState, timeInUnits, type TimeInUnits } from './impact-time.js';

/** What a row of the impact report says. Minutes are whole; nothing is counted in two of them. */
export interface ImpactFigures extends Readonly<Record<`${TimeState}Minutes`, number>>, TimeInUnits {
  /** Distinct people behind anything in the row. */
  readonly people: number;
  readonly missions: number;
  readonly organisations: number;
  /** Confirmed by the organisation, given on working time. */
  readonly confirmedMinutes: number;
  /** Confirmed, given outside working time: worth nothing for tax. */
  readonly confirmedOffDutyMinutes: number;
  /** Waiting for an answer, not longer than the limit. */
  readonly pendingMinutes: number;
  /** Waiting for longer than the limit (R5). */
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
  /** Evaluations counted: only those that are open. */
  readonly answers: number;
}

/** @param months whole months that the facts are from */
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
  return { averageHundredths: halfUp(100 * sum, scores.length), answers: answers.length };
}
