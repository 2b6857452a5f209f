import {
  addDays,
  type CivilDate,
  civilDateIn,
  daysBetween,
  isCivilDate,
  mondayOf,
  type Refused,
  type Uuid,
} from '@jalon/kernel';
import type { Context, Limits, RuleSet } from '@jalon/rules';
import type { TimeGiven } from '../events.js';
import type { TimeAsked } from '../mission.commands.js';
import { hasEnded, type Mission, type Started, termsSince } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { isLive } from '../state/time-entry.state.js';

/** The minutes of a day. */
const DAY = 1_440;

/** The time that a command gives, as an entry keeps it; refused when its fields contradict each other. */
export function timeGiven(asked: TimeAsked, { basis }: Mission, { limits }: RuleSet): TimeGiven | Refused {
  const { date, unit } = asked;
  const personalTime = basis === 'personal-time';
  if (!isCivilDate(date)) return refuse('DATE_INVALID');
  if (personalTime && asked.onDuty === true) return refuse('ON_DUTY_IN_PERSONAL_TIME');
  const onDuty = asked.onDuty ?? !personalTime;

  if (unit === 'half-day') {
    const { half } = asked;
    if (!half || asked.minutes || asked.startsAt) return refuse('HALF_MISSING');
    return { date, unit, minutes: limits.halfDayMinutes, half, startsAt: null, onDuty };
  }
  const { minutes, startsAt = null } = asked;
  if (!minutes || !(minutes >= 1 && minutes <= DAY) || asked.half) return refuse('MINUTES_MISSING');
  if (startsAt !== null && minuteOfDay(startsAt) + minutes > DAY) return refuse('HOURS_CROSS_MIDNIGHT');
  return { date, unit, minutes, half: null, startsAt, onDuty };
}

/** Whether two entries overlap, as far as their times are known. */
export function overlap(one: TimeGiven, other: TimeGiven): boolean {
  if (one.date !== other.date) return false;
  if (one.half !== null) return one.half === other.half;
  if (one.startsAt === null || other.startsAt === null) return false;
  const [start, otherStart] = [minuteOfDay(one.startsAt), minuteOfDay(other.startsAt)];
  return start < otherStart + other.minutes && otherStart < start + one.minutes;
}

function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Refuses time that any rule forbids on the mission; `replaced` is the entry whose place it takes. */
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

/** The last day by the terms that hold on `date`, or the day on which the mission ended. */
function lastDayFor(date: CivilDate, mission: Started): CivilDate {
  const { endsOn } = termsSince(mission.schedule, date)[0]?.terms ?? mission.terms;
  return hasEnded(mission) && mission.closure.endedOn < endsOn ? mission.closure.endedOn : endsOn;
}

/** Each version of the terms, from the new time's day on, plans the minutes given until the next version replaces it. */
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

/**
 * The limits of working time (docs/rules.md), checked within this mission alone. They bind paid time only. Contracts in
 * hours are held to minutes a day and a week (L3121-18, L3121-20), contracts in days to half-days a date and days in a
 * row (L3132-1). All time together, with the added time, is checked, so that the order of logging does not matter.
 */
export function beyondWorkingTime(added: TimeGiven, others: readonly TimeGiven[], limits: Limits): Refused | null {
  if (!added.onDuty) return null;
  const paid = [...others.filter(({ onDuty }) => onDuty), added];
  return beyondHours(added.date, paid, limits) ?? beyondDays(added.date, paid, limits);
}

/** Refuses more time than a day has, paid or not. */
function beyondTheDay(added: TimeGiven, others: readonly TimeGiven[]): Refused | null {
  const { date } = added;
  return minutesOf(onDate(date, others)) + added.minutes > DAY ? refuse('DAY_FULL', { date }) : null;
}

export function minutesOf(times: readonly TimeGiven[]): number {
  return times.reduce((sum, { minutes }) => sum + minutes, 0);
}

function beyondHours(date: CivilDate, paid: readonly TimeGiven[], limits: Limits): Refused | null {
  if (minutesHeldToHours(onDate(date, paid)) > limits.minutesPerDay) {
    return refuse('DAY_OVER_LIMIT', { date, minutes: limits.minutesPerDay });
  }
  const monday = mondayOf(date);
  const sunday = addDays(monday, 6);
  const week = paid.filter((other) => monday <= other.date && other.date <= sunday);
  return minutesHeldToHours(week) > limits.minutesPerWeek
    ? refuse('WEEK_OVER_LIMIT', { monday, minutes: limits.minutesPerWeek })
    : null;
}

/** Half-days are counted in hours only where some time was given in minutes. */
function minutesHeldToHours(times: readonly TimeGiven[]): number {
  return times.every(isHalfDay) ? 0 : minutesOf(times);
}

function beyondDays(date: CivilDate, paid: readonly TimeGiven[], limits: Limits): Refused | null {
  if (onDate(date, paid).filter(isHalfDay).length > limits.halfDaysPerDate) {
    return refuse('TOO_MANY_HALF_DAYS', { date, halfDays: limits.halfDaysPerDate });
  }
  const days = new Set(paid.map((other) => other.date));
  const first = lastInARow(date, days, -1);
  const last = lastInARow(date, days, 1);
  const inARow = daysBetween(first, last) + 1;
  const inDays = paid.some((other) => isHalfDay(other) && first <= other.date && other.date <= last);
  return inDays && inARow > limits.daysInARow
    ? refuse('TOO_MANY_DAYS_IN_A_ROW', { date, days: limits.daysInARow })
    : null;
}

/** The last of the days with time that follow `date` without a gap, one `step` at a time. */
function lastInARow(date: CivilDate, days: ReadonlySet<CivilDate>, step: 1 | -1): CivilDate {
  const next = addDays(date, step);
  return days.has(next) ? lastInARow(next, days, step) : date;
}

function isHalfDay({ unit }: TimeGiven): boolean {
  return unit === 'half-day';
}

function onDate(date: CivilDate, times: readonly TimeGiven[]): readonly TimeGiven[] {
  return times.filter((other) => other.date === date);
}
