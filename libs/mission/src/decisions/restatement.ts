import { event, equalJson } from '@jalon/kernel';
import { MissionTotalsRestated, type MissionEvent } from '../events.js';
import { hasEnded, type Mission } from '../mission.state.js';
import { totalsOf, type TimeEntry } from '../state/time-entry.state.js';

/** What an ended mission says when an entry changes after its closure: its totals anew, where they differ. */
export function restatement(mission: Mission, changed: TimeEntry): readonly MissionEvent[] {
  if (!hasEnded(mission)) return [];
  const before = mission.closure.totals;
  const after = totalsOf(mission.course.entries.map((entry) => (entry.entryId === changed.entryId ? changed : entry)));
  return equalJson(before, after) ? [] : [event(MissionTotalsRestated, { before, after })];
}
