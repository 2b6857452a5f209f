import type { CivilDate, Party } from '@jalon/kernel';

/** The facts that decide whether a mission's evaluations are open. */
export interface EvaluationRound {
  /** The parties asked to evaluate. */
  readonly evaluators: readonly Party[];
  /** The parties that have evaluated. */
  readonly evaluated: readonly Party[];
  /** The last day on which evaluations stay hidden while some are missing; null until the mission is closed. */
  readonly evaluationDeadline: CivilDate | null;
}

/**
 * Whether a mission's evaluations are open on day `at`: everyone who was asked has evaluated, or the deadline has passed.
 * Until then nobody can reply to another party's evaluation.
 */
export function evaluationsRevealed(round: EvaluationRound, at: CivilDate): boolean {
  const all = round.evaluators.every((party) => round.evaluated.includes(party));
  return all || (round.evaluationDeadline !== null && at > round.evaluationDeadline);
}
