import { holdsRole, type Basis, type Caller, type Uuid } from '@jalon/kernel';
import type { EvaluationRound } from '@jalon/rules';
import { oversees } from './company.policy.js';

/** What must be known of a mission to say who may see it, and its evaluations. */
export interface MissionFacts extends EvaluationRound {
  readonly basis: Basis;
  readonly employee: Uuid;
  /** Who employed them when it was proposed: whose mission it is from then on. */
  readonly employer: Uuid;
  readonly organisation: Uuid;
  readonly manager: Uuid | null;
}

/** How much of a mission a caller is shown; with several roles, the most that one of them gives. */
export type MissionSight = 'whole' | 'masked' | 'hidden';

/**
 * What a caller sees of a mission. Its employee and its organisation see it whole. So do its manager, HR, administrators and
 * auditors, unless it is given in personal time: the hierarchy may not know of it, and an auditor learns only that something
 * happened, so that the log can still be checked.
 */
export function missionSight(mission: MissionFacts, caller: Caller): MissionSight {
  if (isItsEmployee(mission, caller) || speaksForItsOrganisation(mission, caller)) return 'whole';
  if (mission.basis === 'personal-time') return holdsRole(caller, 'auditor', mission.employer) ? 'masked' : 'hidden';
  return caller.person === mission.manager || oversees(mission.employer, caller) ? 'whole' : 'hidden';
}

/** Whether the caller finds a mission in lists, views and reports. */
export function maySeeMission(mission: MissionFacts, caller: Caller): boolean {
  return missionSight(mission, caller) === 'whole';
}

/** Whether they find its time entries: these follow the mission. */
export const maySeeHours: (mission: MissionFacts, caller: Caller) => boolean = maySeeMission;

/** Whether they see it for no other reason than that it names them as its manager. */
export function isOnlyItsManager(mission: MissionFacts, caller: Caller): boolean {
  return (
    caller.person === mission.manager &&
    !isItsEmployee(mission, caller) &&
    !speaksForItsOrganisation(mission, caller) &&
    !oversees(mission.employer, caller)
  );
}

function isItsEmployee(mission: MissionFacts, caller: Caller): boolean {
  return caller.person === mission.employee;
}

export function speaksForItsOrganisation(mission: MissionFacts, caller: Caller): boolean {
  return caller.roles.includes('organisation') && caller.organisation === mission.organisation;
}
