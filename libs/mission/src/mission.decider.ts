import type { Decider } from '@jalon/kernel';
import type { RuleSet } from '@jalon/rules';
import { acceptanceOpens, acceptanceReferences, acceptMission } from './decisions/acceptance.decision.js';
import { proposeAmendment, storedAmendmentReason } from './decisions/amendment.decision.js';
import { acceptAmendment, declineAmendment, storedAmendmentRefusal } from './decisions/answer-amendment.decision.js';
import { answersOwnTime, approveHours, rejectHours, storedAnswer } from './decisions/answer-hours.decision.js';
import {
  attributionReferences,
  correctAttribution,
  storedAttributionReason,
} from './decisions/attribution.decision.js';
import { cancelMission } from './decisions/cancellation.decision.js';
import { closeMission, storedClosureReason } from './decisions/closure.decision.js';
import { correctHours, storedCorrection } from './decisions/correct-hours.decision.js';
import { evaluateMission, storedEvaluations } from './decisions/evaluation.decision.js';
import {
  confirmForcedClosure,
  refuseForcedClosure,
  requestForcedClosure,
  storedForcedReason,
  requesterOfClosure,
  withdrawForcedClosure,
} from './decisions/forced-closure.decision.js';
import { logHours, storedComment } from './decisions/log-hours.decision.js';
import { asParty, asSecondPerson, onMission, secondPersonReferences } from './decisions/mission-command.js';
import { answersOwnOutcomes, confirmOutcomes, disputeOutcomes, storedDispute } from './decisions/outcomes.decision.js';
import { furtherProposalReferences, proposalReferences, proposeMission } from './decisions/proposal.decision.js';
import { declineMission, storedRefusal, withdrawMission } from './decisions/refusal.decision.js';
import { resumeMission, suspendMission } from './decisions/suspension.decision.js';
import { missionEvents, type MissionEvent } from './events.js';
import * as commands from './mission.commands.js';
import { evolveMission } from './mission.evolve.js';
import { noMission, type MissionState } from './mission.state.js';

/** Beside the people of the mission and the caller. */
const nobodyElse = () => [];

/** The mission: one employee's time for one organisation, from proposal to evaluation. */
export const missionDecider: Decider<MissionState, MissionEvent, RuleSet> = {
  category: 'mission',
  initialState: noMission,
  evolve: evolveMission,
  exists: ({ status }) => status !== 'unknown',
  rulesOf: (state) => (state.status === 'unknown' ? null : state.rules),
  events: missionEvents,
  commands: [
    {
      command: commands.ProposeMission,
      name: 'ProposeMission',
      references: proposalReferences,
      furtherReferences: furtherProposalReferences,
      decide: proposeMission,
    },
    onMission(commands.AcceptMission, 'AcceptMission', acceptMission, {
      references: acceptanceReferences,
      opens: acceptanceOpens,
    }),
    onMission(commands.DeclineMission, 'DeclineMission', declineMission, { opens: storedRefusal }),
    onMission(commands.WithdrawMission, 'WithdrawMission', withdrawMission, { opens: storedRefusal }),

    onMission(commands.LogHours, 'LogHours', asParty(['employee', 'company'], logHours), { opens: storedComment }),
    onMission(commands.ApproveHours, 'ApproveHours', asParty(['organisation'], approveHours, answersOwnTime), {
      compares: nobodyElse,
    }),
    onMission(commands.RejectHours, 'RejectHours', asParty(['organisation'], rejectHours, answersOwnTime), {
      compares: nobodyElse,
      opens: storedAnswer,
    }),
    onMission(commands.CorrectHours, 'CorrectHours', asParty(['employee', 'company'], correctHours), {
      opens: storedCorrection,
    }),

    onMission(commands.ProposeAmendment, 'ProposeAmendment', asParty(['company'], proposeAmendment), {
      opens: storedAmendmentReason,
    }),
    onMission(commands.AcceptAmendment, 'AcceptAmendment', acceptAmendment),
    onMission(commands.DeclineAmendment, 'DeclineAmendment', declineAmendment, { opens: storedAmendmentRefusal }),

    onMission(commands.SuspendMission, 'SuspendMission', asParty(['company'], suspendMission)),
    onMission(commands.ResumeMission, 'ResumeMission', asParty(['company'], resumeMission)),
    onMission(commands.CancelMission, 'CancelMission', cancelMission),
    onMission(commands.CorrectAttribution, 'CorrectAttribution', asParty(['company'], correctAttribution), {
      references: attributionReferences,
      compares: ({ field, value }) => (field === 'employee' && value !== null ? [value] : []),
      opens: storedAttributionReason,
    }),

    onMission(commands.CloseMission, 'CloseMission', asParty(['company', 'organisation'], closeMission), {
      opens: storedClosureReason,
    }),
    onMission(commands.RequestForcedClosure, 'RequestForcedClosure', asParty(['company'], requestForcedClosure), {
      opens: storedForcedReason,
    }),
    onMission(commands.ConfirmForcedClosure, 'ConfirmForcedClosure', asSecondPerson(confirmForcedClosure), {
      references: secondPersonReferences,
      compares: requesterOfClosure,
      opens: storedForcedReason,
    }),
    onMission(commands.RefuseForcedClosure, 'RefuseForcedClosure', asSecondPerson(refuseForcedClosure), {
      references: secondPersonReferences,
      compares: requesterOfClosure,
    }),
    onMission(commands.WithdrawForcedClosure, 'WithdrawForcedClosure', asParty(['company'], withdrawForcedClosure), {
      compares: requesterOfClosure,
    }),
    onMission(
      commands.ConfirmOutcomes,
      'ConfirmOutcomes',
      asParty(['organisation'], confirmOutcomes, answersOwnOutcomes),
      { compares: nobodyElse },
    ),
    onMission(
      commands.DisputeOutcomes,
      'DisputeOutcomes',
      asParty(['organisation'], disputeOutcomes, answersOwnOutcomes),
      {
        compares: nobodyElse,
        opens: storedDispute,
      },
    ),
    onMission(commands.EvaluateMission, 'EvaluateMission', evaluateMission, { opens: storedEvaluations }),
  ],
};
