import { civilDateIn, type CivilDate, type Refused, type Uuid } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import type { TimeGiven } from '../events.js';
import { hasEnded, type Started } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { isLive } from '../state/time-entry.state.js';
import { termsSince } from '../state/terms.js';
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
    overPlanned([...others, given], given.date, mission, context)
  );
}

function outOfDates({ date }: TimeGiven, mission: Started, { now }: Context): Refused | null {
  const from = mission.startsOn;
  const to = lastDayFor(date, mission);
  if (date < from || date > to) return refuse('HOURS_OUTSIDE_MISSION_DATES', { from, to });
  const today = civilDateIn(mission.zone, now);
  if (date > today) return refuse('HOURS_IN_FUTURE', { today });
  const suspended = mission.course.suspensions.some((one) => one.from <= date && (one.to === null || date < one.to));
  return suspended ? refuse('HOURS_WHILE_SUSPENDED', { date }) : null;
}

/** The last day by the terms that hold on `date`, or the one on which the mission ended. */
function lastDayFor(date: CivilDate, mission: Started): CivilDate {
  const { endsOn } = termsSince(mission.schedule, date)[0]?.terms ?? mission.terms;
  return hasEnded(mission) && mission.closure.endedOn < endsOn ? mission.closure.endedOn : endsOn;
}

/** All the time given until terms give way to others is held to what they plan: those of the new time's day, and later ones. */
function overPlanned(
  times: readonly TimeGiven[],
  date: CivilDate,
  mission: Started,
  { rules }: Context,
): Refused | null {
  const tolerancePercent = rules.limits.plannedTimeTolerancePercent;
  const exceeded = termsSince(mission.schedule, date).find(({ until, terms }) => {
    const minutes = minutesOf(until === null ? times : times.filter((time) => time.date < until));
    // In hundredths, so that no fraction is ever compared.
    return minutes * 100 > terms.plannedMinutes * (100 + tolerancePercent);
  });
  return exceeded
    ? refuse('OVER_PLANNED_TIME', { plannedMinutes: exceeded.terms.plannedMinutes, tolerancePercent })
    : null;
}
