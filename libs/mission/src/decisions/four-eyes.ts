import type { Uuid } from '@jalon/kernel';
import { hasEnded, hasStarted, type Ended, type Mission, type Started } from '../mission.state.js';
import type { TimeEntry } from '../state/time-entry.state.js';

// Four eyes, by person across roles (R6): nobody answers for what is about themselves or of which they wrote any version.

/** Whether an entry is theirs, or they wrote a version of it. */
export function isTheirTime(entry: TimeEntry, mission: Mission, person: Uuid): boolean {
  return isAbout(mission, person) || entry.writers.includes(person);
}

/** Whether the outcomes are theirs, or they claimed a version of them. */
export function areTheirOutcomes(mission: Ended, person: Uuid): boolean {
  return isAbout(mission, person) || mission.closure.claimants.includes(person);
}

/** Whether they gave an answer that stands, on time or on the outcomes: nothing of it may become their own. */
export function hasAnswered(mission: Started, person: Uuid): boolean {
  const outcomesAnswer = hasEnded(mission) ? mission.closure.outcomesAnswer : null;
  return outcomesAnswer?.by === person || mission.course.entries.some(({ answer }) => answer?.by === person);
}

/** The one whom the mission is for, and the one to whom reports attribute its time. */
function isAbout(mission: Mission, person: Uuid): boolean {
  return person === mission.employee || (hasStarted(mission) && person === mission.course.attribution.employee);
}
