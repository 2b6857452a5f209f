import { civilDateIn, endOfDayIn, isCivilDate, isInstant, sortablePosition } from '@jalon/kernel';
import type { CivilDate, Instant, Position, TenantId, Zone } from '@jalon/kernel';
import type { Known, ViewReader } from '../projections/view-store.js';
import { refuseQuery } from './query-rejections.js';

/** How a query string writes a moment: a day, an instant with its offset, or a position. */
export const AS_OF =
  /^(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?|0|[1-9]\d{0,19})$/;

/** The moment that an answer is of: what had been recorded by then is what it knows. */
export type AsOf = Known & {
  /** The day that it was then in the tenant's zone: the answer is shown as on that day. */
  readonly date: CivilDate;
};

/** Now, and the tenant that is asked about. */
export interface Present {
  readonly now: Instant;
  readonly zone: Zone;
  readonly tenant: TenantId;
  readonly views: ViewReader;
}

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
export function isToCome(asOf: string, at: Instant, { now, zone }: Pick<Present, 'now' | 'zone'>): boolean {
  return at > now && asOf !== civilDateIn(zone, now);
}

/**
 * The moment that `asOf` names, as `knownBy` reads it; today's end has not come, so of today it is now.
 *
 * @throws QueryRefused AS_OF_INVALID for a day that no calendar has, AS_OF_IN_FUTURE, AS_OF_BEFORE_TENANT
 */
export async function momentOf(asOf: string, present: Present): Promise<AsOf> {
  const { now, zone } = present;
  const known = knownBy(asOf, zone) ?? refuseQuery('AS_OF_INVALID', { asOf });
  if ('position' in known) return { ...known, date: civilDateIn(zone, await recordedBy(known.position, present)) };
  const date = civilDateIn(zone, known.at);
  if (isToCome(asOf, known.at, present)) return refuseQuery('AS_OF_IN_FUTURE', { asOf, now });
  return { at: known.at > now ? now : known.at, date };
}

/** When the tenant's last event up to a position was recorded. */
async function recordedBy(position: Position, { views, tenant }: Present): Promise<Instant> {
  const [last] = await views.rows('audit', {
    tenant,
    where: [['position', '<=', sortablePosition(position)]],
    order: { by: ['position'], direction: 'descending' },
    limit: 1,
  });
  return last ? (last['recordedAt'] as Instant) : refuseQuery('AS_OF_BEFORE_TENANT', { position });
}
