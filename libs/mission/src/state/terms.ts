import type { CivilDate } from '@jalon/kernel';
import type { DatedTerms, Terms } from '../mission.state.js';

/** The terms that hold on `date` and after, the earliest first. */
export function termsSince(schedule: readonly DatedTerms[], date: CivilDate): readonly DatedTerms[] {
  return schedule.filter(({ until }) => until === null || date < until);
}

/** The schedule once other terms hold from `from` on: what was agreed for later days gives way. */
export function rescheduled(schedule: readonly DatedTerms[], from: CivilDate, terms: Terms): readonly DatedTerms[] {
  const before = schedule
    .filter((dated) => dated.from < from)
    .map((dated) => (dated.until !== null && dated.until <= from ? dated : { ...dated, until: from }));
  return [...before, { from, until: null, terms }];
}
