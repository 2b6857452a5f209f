import type { Basis, Caller, Role, Uuid } from '@jalon/kernel';
import type { EvaluationRound } from '@jalon/rules';

/** What must be known of a mission to say who may see it, and its evaluations. */
export interface MissionFacts extends EvaluationRound {
  readonly basis: Basis;
  readonly employee: Uuid;
  readonly organisation: Uuid;
  readonly manager: Uuid | null;
}

/** The roles that see every mission of the company, but none given in personal time. */
const OVERSEERS: readonly Role[] = ['admin', 'hr', 'auditor'];

/** Whether the caller may read the entries of the whole company themselves, and so its people and its internal report. */
export function oversees(caller: Caller): boolean {
  return holdsOneOf(caller, OVERSEERS);
}

/** How much of a mission a caller is shown; with several roles, the most that one of them gives. */
export type MissionSight = 'whole' | 'masked' | 'hidden';

/**
 * What a caller sees of a mission. Its employee and its organisation see it whole. So do its manager, HR, administrators and
 * auditors, unless it is given in personal time: that is nobody's business in the hierarchy, and an auditor then learns only
 * that something happened, so that the log can still be checked.
 */
export function missionSight(mission: MissionFacts, caller: Caller): MissionSight {
  if (isItsEmployee(mission, caller) || speaksForItsOrganisation(mission, caller)) return 'whole';
  if (mission.basis === 'personal-time') return caller.roles.includes('auditor') ? 'masked' : 'hidden';
  return caller.person === mission.manager || oversees(caller) ? 'whole' : 'hidden';
}

/** Whether a mission stands in the lists, views and reports that the caller is given. */
export function maySeeMission(mission: MissionFacts, caller: Caller): boolean {
  return missionSight(mission, caller) === 'whole';
}

/** Whether its time entries do: they follow the mission. */
export const maySeeHours: (mission: MissionFacts, caller: Caller) => boolean = maySeeMission;

function isItsEmployee(mission: MissionFacts, caller: Caller): boolean {
  return caller.person === mission.employee;
}

export function speaksForItsOrganisation(mission: MissionFacts, caller: Caller): boolean {
  return caller.roles.includes('organisation') && caller.organisation === mission.organisation;
}

export function holdsOneOf(caller: Caller, roles: readonly Role[]): boolean {
  return roles.some((role) => caller.roles.includes(role));
}
