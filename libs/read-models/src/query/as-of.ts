import { civilDateIn, isToCome, knownBy, sortablePosition } from '@jalon/kernel';
import type { CivilDate, Instant, Known, Position, TenantId, Zone } from '@jalon/kernel';
import type { ViewReader } from '@jalon/ports';
import { refuseQuery } from './query-rejections.js';

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
