import {
  ForcedClosureRequested,
  MissionClosed,
  MissionEvaluated,
  OutcomesConfirmed,
  OutcomesDisputed,
} from '@jalon/mission/events';
import type { EventOf } from '@jalon/kernel';
import type { Fact } from '../define-table.js';
import type { Evaluation, MissionFolds, MissionRow } from './mission-columns.js';

/** The end of a mission, and what is said of it. */
export const closureFolds = (on: MissionFolds) => [
  on.changes(ForcedClosureRequested, (row, fact) => ({ ...row, closureRequestedBy: fact.event.envelope.actor.person })),
  on.changes(MissionClosed, (row, fact) => ({
    ...row,
    status: 'closed',
    suspension: null,
    openAmendment: null,
    endedOn: fact.data.endedOn,
    forced: fact.data.forced,
    closureRequestedBy: null,
    closureReason: fact.data.reason,
    evaluationDeadline: fact.data.evaluationDeadline,
    outcomes: fact.data.outcomes,
    outcomeState: fact.data.outcomes.length > 0 ? 'claimed' : 'none',
  })),
  on.changes(OutcomesConfirmed, (row, fact) => ({
    ...row,
    outcomes: fact.data.outcomes,
    outcomeState: 'confirmed',
    outcomeDispute: null,
  })),
  on.changes(OutcomesDisputed, (row, fact) => ({ ...row, outcomeState: 'disputed', outcomeDispute: fact.data.reason })),
  on.changes(MissionEvaluated, evaluated),
];

type EvaluatedFact = Fact<EventOf<typeof MissionEvaluated>['data']>;

function evaluated(row: MissionRow, fact: EvaluatedFact): MissionRow {
  const evaluation = evaluationOf(fact);
  const others = row.evaluations.filter(({ party }) => party !== evaluation.party);
  const evaluations = [...others, evaluation];
  const evaluatedBy = evaluations.map(({ party }) => party);
  const complete = row.evaluators.every((party) => evaluatedBy.includes(party));
  return { ...row, evaluations, evaluatedBy, status: complete ? 'evaluated' : row.status };
}

export function evaluationOf({ data, event }: EvaluatedFact): Evaluation {
  const { party, number, scores, comment } = data;
  const { actor, recordedAt } = event.envelope;
  return { party, author: actor.person, number, recordedAt, scores, comment };
}
