import { accepted, event, personal, equalJson, type Personal, type Uuid } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { OutcomesConfirmed, OutcomesDisputed } from '../events.js';
import type { ConfirmOutcomes, DisputeOutcomes } from '../mission.commands.js';
import { hasEnded, type Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { outcomesOf } from './closure.decision.js';
import { areTheirOutcomes } from './four-eyes.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { equalityOfReason, repeated } from './repetition.js';

/** Confirms the outcomes as claimed, for the organisation: they count from here on. */
export function confirmOutcomes(
  command: ConfirmOutcomes,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  if (!hasEnded(mission)) return refuse('NOT_CLOSED');
  const { outcomes, outcomesAnswer } = mission.closure;
  if (command.outcomes && !equalJson(outcomesOf(command.outcomes), outcomes)) return refuse('NOT_AS_READ');
  if (outcomesAnswer?.answer === 'confirmed') {
    return outcomesAnswer.by === actor.person ? accepted(actor, []) : refuse('OUTCOMES_ALREADY_CONFIRMED');
  }
  if (areTheirOutcomes(mission, actor.person, context)) return refuse('FOUR_EYES');
  return accepted(actor, [event(OutcomesConfirmed, { outcomes })]);
}

/** Does not recognise the outcomes as claimed, for the organisation, and says why: they do not count. */
export function disputeOutcomes(
  { reason }: DisputeOutcomes,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  if (!hasEnded(mission)) return refuse('NOT_CLOSED');
  const { outcomesAnswer } = mission.closure;
  if (outcomesAnswer?.answer === 'disputed') {
    if (outcomesAnswer.by !== actor.person) return refuse('OUTCOMES_ALREADY_DISPUTED');
    return repeated(
      actor,
      equalityOfReason(reason, outcomesAnswer.reason, context.opened['reason']),
      'OUTCOMES_ALREADY_DISPUTED',
    );
  }
  if (areTheirOutcomes(mission, actor.person, context)) return refuse('FOUR_EYES');
  const { employee } = mission;
  return accepted(actor, [event(OutcomesDisputed, { employee, reason: personal(reason) })]);
}

/** Whether they ask to answer for outcomes that are theirs, or that they claimed. */
export function answersOwnOutcomes(_command: object, mission: Mission, person: Uuid, context: Context): boolean {
  return hasEnded(mission) && areTheirOutcomes(mission, person, context);
}

/** The reason given before, to be compared with one given again. */
export function storedDispute(
  _command: DisputeOutcomes,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  const answer = hasEnded(mission) ? mission.closure.outcomesAnswer : null;
  return { reason: answer?.answer === 'disputed' ? answer.reason : null };
}
