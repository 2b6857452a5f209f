import type { Position } from './envelope.js';
import { POSITION_TOKEN } from './position-token.js';
import { civilDateIn, endOfDayIn, isCivilDate, isInstant, type Instant, type Zone } from './time.js';

/** How much was known: everything up to the event at a position, or everything recorded until an instant. */
export type Known = { readonly position: Position } | { readonly at: Instant };

const MOMENT = String.raw`\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?`;

/** How callers write a moment: a day, an instant with its offset, or a position as an answer gave it. */
export const AS_OF = new RegExp(`^(?:${MOMENT}|${POSITION_TOKEN.source.slice(1, -1)})$`);

/** How the operator writes a moment: a day, an instant with its offset, or a position of the store. */
export const AS_OF_IN_STORE = new RegExp(String.raw`^(?:${MOMENT}|0|[1-9]\d{0,19})$`);

/** Nothing was recorded before. */
const EARLIEST: Instant = '1900-01-01T00:00:00.000Z';

const POSITION = /^\d{1,20}$/;

/**
 * How much was known at the moment that `asOf` names: the end of a day in a zone, an instant to the millisecond, or the
 * event at a position. Null for a day or an hour that no calendar has, and for moments before
 * 1900 or after 9999: calendars write other years in other forms.
 */
export function knownBy(asOf: string, zone: Zone): Known | null {
  if (POSITION.test(asOf)) return { position: asOf };
  const [day = '', time] = asOf.split('T');
  // `Date` would read 30 February as a day of March.
  if (!isCivilDate(day)) return null;
  const at = new Date(time === undefined ? endOfDayIn(zone, day) : asOf);
  if (Number.isNaN(at.getTime())) return null;
  const instant = at.toISOString();
  return isInstant(instant) && instant >= EARLIEST ? { at: instant } : null;
}

/** Whether the instant `at` that `asOf` names is in the future. Today is not, though its end is: it is known so far. */
export function isToCome(
  asOf: string,
  at: Instant,
  { now, zone }: { readonly now: Instant; readonly zone: Zone },
): boolean {
  return at > now && asOf !== civilDateIn(zone, now);
}
