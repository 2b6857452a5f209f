/** A moment in UTC, always written `YYYY-MM-DDTHH:mm:ss.sssZ`, so that text order is time order. */
export type Instant = string;
/** A day on the calendar of some zone, `YYYY-MM-DD`; text order is calendar order. */
export type CivilDate = string;
/** A calendar month, `YYYY-MM`. */
export type Month = string;
/** An IANA time zone, such as `Europe/Paris`. */
export type Zone = string;

const INSTANT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && INSTANT.test(value) && isDayOfItsMonth(value.slice(0, 10));
}

export function isCivilDate(value: unknown): value is CivilDate {
  return typeof value === 'string' && DAY.test(value) && isDayOfItsMonth(value);
}

/** Every month has 28 days. A later day exists when the calendar returns the same date for it. */
function isDayOfItsMonth(date: string): boolean {
  return date.slice(8) <= '28' || new Date(`${date}T00:00:00.000Z`).toISOString().startsWith(date);
}

export function isMonth(value: unknown): value is Month {
  return typeof value === 'string' && isCivilDate(`${value}-01`);
}

export function isZone(value: unknown): value is Zone {
  return typeof value === 'string' && canonicalZone(value) !== null;
}

/** The one spelling in which a zone is stored: `Europe/Paris` for `europe/paris`. Null for an unknown zone. */
export function canonicalZone(name: string): Zone | null {
  try {
    return formatterOf(name).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** More than the zones in use at a time. The bound is needed because names come from outside, in any spelling. */
const MAX_FORMATTERS = 100;
const formatters = new Map<Zone, Intl.DateTimeFormat>();

function formatterOf(zone: Zone): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  if (formatters.size >= MAX_FORMATTERS) formatters.clear();
  formatters.set(zone, made);
  return made;
}

/** The day it is in `zone` at `instant`. */
export function civilDateIn(zone: Zone, instant: Instant): CivilDate {
  return formatterOf(zone).format(new Date(instant));
}

/** The last moment of a day in `zone`, however long that day is there. */
export function endOfDayIn(zone: Zone, date: CivilDate): Instant {
  const noon = Date.parse(`${date}T12:00:00.000Z`);
  // Zones lie within fifteen hours of UTC, so the day ends between these two moments.
  let last = noon - 15 * HOUR_MS;
  let over = noon + 36 * HOUR_MS;
  while (over - last > 1) {
    const middle = Math.floor((last + over) / 2);
    if (civilDateIn(zone, new Date(middle).toISOString()) <= date) last = middle;
    else over = middle;
  }
  return new Date(last).toISOString();
}

/** The later of two moments. It keeps `recordedAt` from going back within a stream when a clock does. */
export function laterOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

/** `instant` moved by a number of milliseconds. */
export function instantPlus(instant: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}

/** Days since 1970-01-01. */
function dayNumber(date: CivilDate): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
}

function dateOfDayNumber(day: number): CivilDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Whole days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** `date` moved by whole years; 29 February becomes the 28th where the year has no 29th. */
export function addYears(date: CivilDate, years: number): CivilDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  const moved: string = year + date.slice(4);
  const exists: boolean = isCivilDate(moved);
  return exists ? moved : `${year}-02-28`;
}

/** The Monday that begins the week of `date` (ISO 8601). */
export function mondayOf(date: CivilDate): CivilDate {
  const day = dayNumber(date);
  // 1970-01-01 was a Thursday: three days after its Monday.
  return dateOfDayNumber(day - ((((day + 3) % 7) + 7) % 7));
}

export function monthOf(date: CivilDate): Month {
  return date.slice(0, 7);
}

export function monthAfter(month: Month): Month {
  return addDays(`${month}-28`, 4).slice(0, 7);
}

export function monthBefore(month: Month): Month {
  return addDays(`${month}-01`, -1).slice(0, 7);
}

/** How many whole months a period has, its first and last among them. */
export function monthsIn(from: Month, to: Month): number {
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0] = to.split('-').map(Number);
  return (toYear - fromYear) * 12 + toMonth - fromMonth + 1;
}

/** The last day of `month`. */
export function lastDayOf(month: Month): CivilDate {
  return addDays(`${monthAfter(month)}-01`, -1);
}

/** The present time. Injected, so that a test or a replay has its own. */
export interface Clock {
  now(): Instant;
}
