import { addDays, mondayOf, type CivilDate, type Refused } from '@jalon/kernel';
import type { Limits } from '@jalon/rules';
import type { TimeGiven } from '../events.js';
import { refuse } from '../rejections.js';

const DAY = 1_440;

/**
 * The limits of working time (R4), as far as one mission shows them. They bind paid time only; contracts in hours are held
 * to minutes a day and a week (L3121-18, L3121-20), contracts in days to half-days a date and days in a row (L3132-1).
 */
export function beyondWorkingTime(added: TimeGiven, others: readonly TimeGiven[], limits: Limits): Refused | null {
  if (!added.onDuty) return null;
  const paid = others.filter(({ onDuty }) => onDuty);
  return added.unit === 'half-day' ? beyondDays(added, paid, limits) : beyondHours(added, paid, limits);
}

/** More than a day can hold, paid or not. */
export function beyondTheDay(added: TimeGiven, others: readonly TimeGiven[]): Refused | null {
  const { date } = added;
  return minutesOf(onDate(date, others)) + added.minutes > DAY ? refuse('DAY_FULL', { date }) : null;
}

export function minutesOf(times: readonly TimeGiven[]): number {
  return times.reduce((sum, { minutes }) => sum + minutes, 0);
}

function beyondHours(added: TimeGiven, paid: readonly TimeGiven[], limits: Limits): Refused | null {
  const { date, minutes } = added;
  if (minutesOf(onDate(date, paid)) + minutes > limits.minutesPerDay) {
    return refuse('DAY_OVER_LIMIT', { date, minutes: limits.minutesPerDay });
  }
  const monday = mondayOf(date);
  const sunday = addDays(monday, 6);
  const week = paid.filter((other) => monday <= other.date && other.date <= sunday);
  return minutesOf(week) + minutes > limits.minutesPerWeek
    ? refuse('WEEK_OVER_LIMIT', { monday, minutes: limits.minutesPerWeek })
    : null;
}

function beyondDays({ date }: TimeGiven, paid: readonly TimeGiven[], limits: Limits): Refused | null {
  const halfDays = onDate(date, paid).filter(({ unit }) => unit === 'half-day');
  if (halfDays.length >= limits.halfDaysPerDate) {
    return refuse('TOO_MANY_HALF_DAYS', { date, halfDays: limits.halfDaysPerDate });
  }
  const days = new Set(paid.map((other) => other.date));
  const inARow = daysInARow(date, days, -1) + 1 + daysInARow(date, days, 1);
  return inARow > limits.daysInARow ? refuse('TOO_MANY_DAYS_IN_A_ROW', { date, days: limits.daysInARow }) : null;
}

/** How many days with time follow `date` without a gap, one `step` at a time. */
function daysInARow(date: CivilDate, days: ReadonlySet<CivilDate>, step: 1 | -1): number {
  let count = 0;
  while (days.has(addDays(date, step * (count + 1)))) count += 1;
  return count;
}

function onDate(date: CivilDate, times: readonly TimeGiven[]): readonly TimeGiven[] {
  return times.filter((other) => other.date === date);
}
