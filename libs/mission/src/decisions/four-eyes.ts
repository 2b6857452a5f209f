import type { Uuid } from '@jalon/kernel';
import { hasEnded, hasStarted, type Ended, type Mission, type Started } from '../mission.state.js';
import type { TimeEntry } from '../state/time-entry.state.js';

// The four-eyes rule (docs/rules.md). It goes by person, across roles: nobody answers for time or outcomes that are
// about themselves, or of which they wrote a version.

/** Whether an entry is theirs, or they wrote a version of it. */
export function isTheirTime(entry: TimeEntry, mission: Mission, person: Uuid): boolean {
  return isAbout(mission, person) || entry.writers.includes(person);
}

/** Whether the outcomes are theirs, or they claimed a version of them. */
export function areTheirOutcomes(mission: Ended, person: Uuid): boolean {
  return isAbout(mission, person) || mission.closure.claimants.includes(person);
}

/** Whether their answer on time or outcomes is in force: that time or those outcomes may not become their own. */
export function hasAnswered(mission: Started, person: Uuid): boolean {
  const outcomesAnswer = hasEnded(mission) ? mission.closure.outcomesAnswer : null;
  return outcomesAnswer?.by === person || mission.course.entries.some(({ answer }) => answer?.by === person);
}

/** The one whom the mission is for, and the one to whom reports attribute its time. */
function isAbout(mission: Mission, person: Uuid): boolean {
  return person === mission.employee || (hasStarted(mission) && person === mission.course.attribution.employee);
}
