import { civilDateIn, endOfDayIn, isCivilDate, isInstant, sortablePosition } from '@jalon/kernel';
import type { CivilDate, Instant, Position, TenantId, Zone } from '@jalon/kernel';
import type { ViewReader } from '../projections/view-store.js';
import { refuseQuery } from './query-rejections.js';

/** How a query string writes a moment: a day, an instant with its offset, or a position. */
export const AS_OF =
  /^(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?|0|[1-9]\d{0,19})$/;

/** The moment that an answer is of: what had been recorded by then is what it knows. */
export type AsOf = ({ readonly at: Instant } | { readonly position: Position }) & {
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
 * The moment that `asOf` names: the end of a day in the tenant's zone (of today: now), an instant to the millisecond, or
 * the event at a position.
 *
 * @throws QueryRefused AS_OF_INVALID for a day that no calendar has, AS_OF_IN_FUTURE, AS_OF_BEFORE_TENANT
 */
export async function momentOf(asOf: string, present: Present): Promise<AsOf> {
  const { now, zone } = present;
  const position = positionAsked(asOf);
  if (position !== null) return { position, date: civilDateIn(zone, await recordedBy(position, present)) };
  const today = civilDateIn(zone, now);
  if (isCivilDate(asOf)) {
    if (asOf > today) return refuseQuery('AS_OF_IN_FUTURE', { asOf, now });
    return { at: asOf === today ? now : endOfDayIn(zone, asOf), date: asOf };
  }
  const at = instantOf(asOf);
  if (at > now) return refuseQuery('AS_OF_IN_FUTURE', { asOf, now });
  return { at, date: civilDateIn(zone, at) };
}

function instantOf(asOf: string): Instant {
  const [day = '', time] = asOf.split('T');
  const at = new Date(asOf);
  // 30 February would pass for a day of March.
  if (time === undefined || !isCivilDate(day) || Number.isNaN(at.getTime())) {
    return refuseQuery('AS_OF_INVALID', { asOf });
  }
  const instant = at.toISOString();
  return isInstant(instant) ? instant : refuseQuery('AS_OF_INVALID', { asOf });
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
