import { accepted, event } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { MissionResumed, MissionSuspended } from '../events.js';
import type { ResumeMission, SuspendMission } from '../mission.commands.js';
import type { Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';

/** No time may be given from that day until the mission resumes. */
export function suspendMission(
  { from, reason }: SuspendMission,
  mission: Mission,
  _context: Context,
  actor: PartyActor,
): MissionDecision {
  if (mission.status === 'suspended') {
    const last = mission.course.suspensions.at(-1);
    const same = last?.from === from && last.reason === reason && last.by === actor.person;
    return same ? accepted(actor, []) : refuse('ALREADY_SUSPENDED');
  }
  if (mission.status !== 'confirmed') return refuse('MISSION_NOT_RUNNING');
  return accepted(actor, [event(MissionSuspended, { from, reason })]);
}

/** Time may be given again from that day. */
export function resumeMission(
  { from }: ResumeMission,
  mission: Mission,
  _context: Context,
  actor: PartyActor,
): MissionDecision {
  if (mission.status === 'confirmed') {
    const last = mission.course.suspensions.at(-1);
    const same = last?.to === from && last.resumedBy === actor.person;
    return same ? accepted(actor, []) : refuse('NOT_SUSPENDED');
  }
  if (mission.status !== 'suspended') return refuse('MISSION_NOT_RUNNING');
  const suspendedFrom = mission.course.suspensions.at(-1)?.from ?? from;
  if (from < suspendedFrom) return refuse('RESUMED_BEFORE_SUSPENDED', { from: suspendedFrom });
  return accepted(actor, [event(MissionResumed, { from })]);
}
