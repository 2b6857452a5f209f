import { civilDateIn, type Refused, type Uuid } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import type { TimeGiven } from '../events.js';
import { hasEnded, type Started } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { isLive } from '../state/time-entry.state.js';
import { overlap } from './time-asked.js';
import { beyondTheDay, beyondWorkingTime, minutesOf } from './working-time.js';

/** Everything that may speak against time given on a mission; `replaced` is the entry whose place it takes. */
export function timeRefused(given: TimeGiven, mission: Started, context: Context, replaced?: Uuid): Refused | null {
  const others = mission.course.entries
    .filter((entry) => isLive(entry) && entry.entryId !== replaced)
    .map((entry) => entry.given);
  return (
    outOfDates(given, mission, context) ??
    (mission.basis === 'personal-time' ? null : beyondWorkingTime(given, others, context.rules.limits)) ??
    beyondTheDay(given, others) ??
    (others.some((other) => overlap(given, other)) ? refuse('HOURS_OVERLAP', { date: given.date }) : null) ??
    overPlanned(minutesOf(others) + given.minutes, mission, context)
  );
}

function outOfDates({ date }: TimeGiven, mission: Started, { now }: Context): Refused | null {
  const from = mission.startsOn;
  const to = hasEnded(mission) ? mission.closure.endedOn : mission.terms.endsOn;
  if (date < from || date > to) return refuse('HOURS_OUTSIDE_MISSION_DATES', { from, to });
  const today = civilDateIn(mission.zone, now);
  if (date > today) return refuse('HOURS_IN_FUTURE', { today });
  const suspended = mission.course.suspensions.some((one) => one.from <= date && (one.to === null || date < one.to));
  return suspended ? refuse('HOURS_WHILE_SUSPENDED', { date }) : null;
}

function overPlanned(minutes: number, { terms }: Started, { rules }: Context): Refused | null {
  const { plannedMinutes } = terms;
  const tolerancePercent = rules.limits.plannedTimeTolerancePercent;
  // In hundredths, so that no fraction is ever compared.
  const tolerated = minutes * 100 <= plannedMinutes * (100 + tolerancePercent);
  return tolerated ? null : refuse('OVER_PLANNED_TIME', { plannedMinutes, tolerancePercent });
}
