import type { EventOf } from '@jalon/kernel';
import {
  AmendmentAccepted,
  AmendmentDeclined,
  AmendmentProposed,
  AttributionCorrected,
  ForcedClosureRefused,
  ForcedClosureRequested,
  ForcedClosureRequestWithdrawn,
  MissionAccepted,
  MissionAmended,
  MissionCancelled,
  MissionClosed,
  MissionConfirmed,
  MissionDeclined,
  MissionEvaluated,
  MissionProposed,
  MissionResumed,
  MissionSuspended,
  MissionWithdrawn,
  OutcomesConfirmed,
  OutcomesDisputed,
} from '@jalon/mission/events';
import type { Fact } from '../define-table.js';
import { corrected } from './attribution.table.js';
import type { Evaluation, MissionFolds, MissionRow, OpenAmendment } from './missions.columns.js';

/** From the proposal to its confirmation or refusal. */
export const proposalFolds = (on: MissionFolds) => [
  on.begins(MissionProposed, proposed),
  on.changes(MissionAccepted, (row, fact) => ({ ...row, acceptedBy: [...row.acceptedBy, fact.data.party] })),
  on.changes(MissionConfirmed, (row, fact) => ({ ...row, status: 'confirmed', attribution: fact.data.attribution })),
  on.changes(MissionDeclined, (row, fact) => ({
    ...row,
    status: 'declined',
    declinedBy: fact.data.party,
    decliner: fact.event.envelope.actor.person,
    refusalReason: fact.data.reason,
  })),
  on.changes(MissionWithdrawn, (row, fact) => ({ ...row, status: 'withdrawn', refusalReason: fact.data.reason })),
];

function proposed({ tenant, id, data, event }: Fact<EventOf<typeof MissionProposed>['data']>): MissionRow {
  const { actor, recordedAt, rules } = event.envelope;
  return {
    tenant,
    id,
    ...data,
    ...NOTHING_YET,
    proposer: actor.person,
    rules,
    proposedAt: recordedAt,
  };
}

/** The columns that a mission has no value for when it is proposed. */
const NOTHING_YET = {
  status: 'proposed',
  acceptedBy: [],
  declinedBy: null,
  decliner: null,
  cancelledBy: null,
  cancellationReason: null,
  refusalReason: null,
  suspension: null,
  openAmendment: null,
  endedOn: null,
  forced: null,
  closureRequestedBy: null,
  closureReason: null,
  evaluatedBy: [],
  evaluations: [],
  evaluationDeadline: null,
  outcomes: [],
  outcomeState: 'none',
  outcomeDispute: null,
  attribution: null,
} as const satisfies Partial<MissionRow>;

/** Amendments. At most one waits for answers; the terms change once all have accepted. */
export const amendmentFolds = (on: MissionFolds) => [
  on.changes(AmendmentProposed, (row, fact) => {
    const { employee: _, ...proposed } = fact.data;
    return { ...row, openAmendment: { ...proposed, acceptedBy: [] } };
  }),
  on.changes(AmendmentAccepted, (row, fact) => {
    const open = theOpenOne(row, fact.data.amendmentId);
    return { ...row, openAmendment: { ...open, acceptedBy: [...open.acceptedBy, fact.data.party] } };
  }),
  on.changes(AmendmentDeclined, (row) => ({ ...row, openAmendment: null })),
  on.changes(MissionAmended, (row, fact) => ({ ...row, ...fact.data.after, openAmendment: null })),
];

function theOpenOne(row: MissionRow, amendmentId: string): OpenAmendment {
  if (row.openAmendment?.amendmentId !== amendmentId) throw new Error(`amendment ${amendmentId} is not open`);
  return row.openAmendment;
}

/** Changes of a mission under way. */
export const courseFolds = (on: MissionFolds) => [
  on.changes(MissionSuspended, (row, fact) => ({ ...row, status: 'suspended', suspension: fact.data })),
  on.changes(MissionResumed, (row) => ({ ...row, status: 'confirmed', suspension: null })),
  on.changes(MissionCancelled, (row, fact) => ({
    ...row,
    status: 'cancelled',
    cancelledBy: fact.data.party,
    cancellationReason: fact.data.reason,
    suspension: null,
    openAmendment: null,
    closureRequestedBy: null,
  })),
  on.changes(AttributionCorrected, (row, fact) => {
    if (!row.attribution) throw new Error('the attribution of a mission that was never confirmed was corrected');
    return { ...row, attribution: corrected(row.attribution, fact.data) };
  }),
];

/** Closure, outcomes and evaluations. */
export const closureFolds = (on: MissionFolds) => [
  on.changes(ForcedClosureRequested, (row, fact) => ({ ...row, closureRequestedBy: fact.event.envelope.actor.person })),
  on.changes(ForcedClosureRefused, (row) => ({ ...row, closureRequestedBy: null })),
  on.changes(ForcedClosureRequestWithdrawn, (row) => ({ ...row, closureRequestedBy: null })),
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

function evaluationOf({ data, event }: EvaluatedFact): Evaluation {
  const { party, number, scores, comment } = data;
  const { actor, recordedAt } = event.envelope;
  return { party, author: actor.person, number, recordedAt, scores, comment };
}
