import { accepted, event, equalityOf, personalOrNull, type Personal } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { MissionDeclined, MissionWithdrawn } from '../events.js';
import type { DeclineMission, WithdrawMission } from '../mission.commands.js';
import type { Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import type { MissionDecision } from './mission-command.js';
import { capacityFor, speakingFor } from './parties.js';
import { repeated } from './repetition.js';

/** Declines for one required party. An employee owes nobody a reason, so none is taken. */
export function declineMission(command: DeclineMission, mission: Mission, context: Context): MissionDecision {
  const { caller } = context;
  const actor = capacityFor(mission, caller, command.party, mission.required, 'PARTY_NOT_REQUIRED');
  if ('accepted' in actor) return actor;
  const { party } = actor;
  const reason = command.reason ?? null;
  if (party === 'employee' && reason !== null) return refuse('REASON_NOT_TAKEN');

  if (mission.status === 'proposed') {
    const { employee } = mission;
    return accepted(actor, [event(MissionDeclined, { party, employee, reason: personalOrNull(reason) })]);
  }
  if (mission.status === 'declined' && mission.refusal.by === caller.person && mission.refusal.party === party) {
    return repeated(actor, equalityOf(reason, mission.refusal.reason, context.opened['reason']), 'MISSION_OVER');
  }
  return refuseLate(mission);
}

/** Takes the proposal back, for the party that made it. */
export function withdrawMission(command: WithdrawMission, mission: Mission, context: Context): MissionDecision {
  const actor = speakingFor(mission.proposer.party, mission, context.caller);
  if (!actor) return refuse('PARTY_NOT_ENTITLED');
  const reason = command.reason ?? null;

  if (mission.status === 'proposed') {
    const { employee } = mission;
    return accepted(actor, [event(MissionWithdrawn, { employee, reason: personalOrNull(reason) })]);
  }
  if (mission.status === 'withdrawn' && mission.withdrawal.by === context.caller.person) {
    return repeated(actor, equalityOf(reason, mission.withdrawal.reason, context.opened['reason']), 'MISSION_OVER');
  }
  return refuseLate(mission);
}

function refuseLate({ status }: Mission): MissionDecision {
  return refuse(status === 'confirmed' || status === 'suspended' ? 'ALREADY_CONFIRMED' : 'MISSION_OVER');
}

/** The reason given before, to be compared with one given again. */
export function storedRefusal(_command: object, mission: Mission): Readonly<Record<string, Personal<unknown> | null>> {
  if (mission.status === 'declined') return { reason: mission.refusal.reason };
  if (mission.status === 'withdrawn') return { reason: mission.withdrawal.reason };
  return {};
}
