import {
  MissionAccepted,
  MissionConfirmed,
  MissionDeclined,
  MissionProposed,
  MissionWithdrawn,
} from '@jalon/mission/events';
import type { Fact } from '../define-table.js';
import type { EventOf } from '@jalon/kernel';
import type { MissionFolds, MissionRow } from './mission-columns.js';

/** From the proposal to its confirmation, or its refusal. */
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

/** What a mission that was just proposed has not seen yet. */
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
