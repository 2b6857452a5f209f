import { accepted, event, PARTIES } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { MissionCancelled } from '../events.js';
import type { CancelMission } from '../mission.commands.js';
import { isRunning, type Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { awaits, capacityFor } from './parties.js';
import type { MissionDecision } from './mission-command.js';

/** Ends the mission without closing it; what it had claimed is given back. Approved time stays and still counts. */
export function cancelMission(command: CancelMission, mission: Mission, { caller }: Context): MissionDecision {
  const actor = capacityFor(mission, caller, command.party, PARTIES, 'PARTY_NOT_ENTITLED');
  if ('accepted' in actor) return actor;
  const { party } = actor;
  const { reason } = command;
  if (mission.status === 'cancelled') {
    const { cancellation } = mission;
    const same = cancellation.by === caller.person && cancellation.party === party && cancellation.reason === reason;
    return same ? accepted(actor, []) : refuse('MISSION_OVER');
  }
  if (mission.status !== 'proposed' && !isRunning(mission)) return refuse('MISSION_OVER');
  // A party that has not answered declines instead: an employee's refusal is kept apart, and a cancellation would
  // reveal it.
  if (mission.status === 'proposed' && awaits(mission, party)) return refuse('DECLINE_INSTEAD');
  const { claims } = mission;
  return accepted(actor, [event(MissionCancelled, { party, reason, ...(claims.length > 0 && { claims }) })]);
}
