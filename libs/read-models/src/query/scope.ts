import {
  type Caller,
  type CivilDate,
  civilDateIn,
  comparePositions,
  type Instant,
  isToCome,
  type Json,
  type Known,
  knownBy,
  type Mode,
  type Position,
  positionAsked,
  sortablePosition,
  type TenantId,
  type Zone,
} from '@jalon/kernel';
import type { ViewReader } from '@jalon/ports';
import { openPersonal } from '@jalon/privacy';
import type { QueryContext } from './query-handler.js';
import type { QueryPorts } from './query-ports.js';
import { refuseQuery } from './query-rejections.js';

/** What one answer is made from: readings of one moment, for one caller, on one day. */
export interface Scope {
  readonly caller: Caller;
  readonly tenant: TenantId;
  readonly zone: Zone;
  readonly mode: Mode;
  /** Today in the tenant's zone; of an answer as of a moment, what was today then. */
  readonly today: CivilDate;
  readonly views: ViewReader;
  /** The moment that was asked for; null for an answer as things stand. */
  readonly asOf: AsOf | null;
  /** As things stand: what may not be seen now is not seen as it was. */
  readonly present: { readonly today: CivilDate; readonly views: ViewReader };
}

/**
 * Runs a query's readings on one snapshot, once the views have seen what the caller must see: as things stand, or `asOf` a
 * moment (`AS_OF` says how it is written).
 *
 * @throws NotYetVisible when they do not in time
 * @throws QueryRefused when there is no such moment
 * @throws CommandRefused TENANT_UNKNOWN
 */
export async function inScope<T>(
  ports: QueryPorts,
  { caller, minPosition, pinnedAt }: QueryContext,
  work: (scope: Scope) => Promise<T>,
  asOf?: string,
): Promise<T> {
  const { tenant } = caller;
  const { zone, mode } = await ports.tenants.require(tenant);
  const position = asOf === undefined ? null : positionAsked(asOf);
  if (position) await requirePosition(ports, position);
  for (const wanted of [minPosition, position]) if (wanted) await ports.position.waitFor(wanted);
  const now = ports.clock.now();
  const today = civilDateIn(zone, now);
  return ports.views.read(async (all) => {
    const views = pinnedAt === undefined ? all : all.asOf({ position: pinnedAt });
    const present = { today, views };
    const seenBy = { caller, tenant, zone, mode };
    if (asOf === undefined) return work({ ...seenBy, today, views, asOf: null, present });
    const moment = await momentOf(asOf, { now, zone, tenant, views });
    return work({ ...seenBy, today: moment.date, views: views.asOf(moment), asOf: moment, present });
  });
}

/**
 * An answer on its way out, its personal fields opened: each is its value, or `{ "erased": true }` once its subject's key
 * was destroyed; null stays null, for what was never there.
 */
export async function opened<T extends object>({ sealer }: Pick<QueryPorts, 'sealer'>, answer: T): Promise<T> {
  const shown = await openPersonal(answer as unknown as Json, sealer, (field) =>
    field === 'erased' ? { erased: true } : field.value,
  );
  return shown as unknown as T;
}

/** As `inScope`, the personal fields of the answer opened. */
export async function openedInScope<T extends object>(
  ports: QueryPorts,
  asking: QueryContext,
  work: (scope: Scope) => Promise<T>,
  asOf?: string,
): Promise<T> {
  return opened(ports, await inScope(ports, asking, work, asOf));
}

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

/**
 * That an event lies at a position: one of another store, or of this one before it was restored, would wait for what others had.
 *
 * @throws QueryRefused POSITION_UNKNOWN
 */
export async function requirePosition({ store }: Pick<QueryPorts, 'store'>, position: Position): Promise<void> {
  const last = (await store.lastPosition()) ?? '0';
  if (comparePositions(position, last) > 0) refuseQuery('POSITION_UNKNOWN', { position, last });
}

/** @throws QueryRefused PERIOD_REVERSED for a period that ends before it begins; either end may be left open */
export function requirePeriod({ from, to }: { readonly from?: string; readonly to?: string }): void {
  if (from !== undefined && to !== undefined && to < from) refuseQuery('PERIOD_REVERSED', { from, to });
}
