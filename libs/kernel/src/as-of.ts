import type { Position } from './envelope.js';
import { civilDateIn, endOfDayIn, isCivilDate, isInstant, type Instant, type Zone } from './time.js';

/** A moment in what was known: after the event at a position, or after everything recorded until an instant. */
export type Known = { readonly position: Position } | { readonly at: Instant };

/** How people write a moment: a day, an instant with its offset, or a position. */
export const AS_OF =
  /^(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?|0|[1-9]\d{0,19})$/;

const POSITION = /^\d{1,20}$/;

/** The position that a moment is written as; null where it is a day or an instant. */
export const positionAsked = (asOf: string): Position | null => (POSITION.test(asOf) ? asOf : null);

/**
 * What had been recorded by the moment that `asOf` names: by the end of a day in a zone, by an instant to the millisecond, or
 * up to the event at a position. Null for a day or an hour that no calendar has.
 */
export function knownBy(asOf: string, zone: Zone): Known | null {
  const position = positionAsked(asOf);
  if (position !== null) return { position };
  const [day = '', time] = asOf.split('T');
  // 30 February would pass for a day of March.
  if (!isCivilDate(day)) return null;
  if (time === undefined) return { at: endOfDayIn(zone, day) };
  const at = new Date(asOf);
  if (Number.isNaN(at.getTime())) return null;
  const instant = at.toISOString();
  return isInstant(instant) ? { at: instant } : null;
}

/** Whether the instant that `asOf` names has yet to come. Today's end has, but today is known as far as it has gone. */
export function isToCome(
  asOf: string,
  at: Instant,
  { now, zone }: { readonly now: Instant; readonly zone: Zone },
): boolean {
  return at > now && asOf !== civilDateIn(zone, now);
}
