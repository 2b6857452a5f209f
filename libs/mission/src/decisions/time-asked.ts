import { isCivilDate, type Refused } from '@jalon/kernel';
import type { RuleSet } from '@jalon/rules';
import type { TimeGiven } from '../events.js';
import type { TimeAsked } from '../mission.commands.js';
import type { Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';

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
