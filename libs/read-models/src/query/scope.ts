import {
  type Caller,
  type CivilDate,
  civilDateIn,
  type Json,
  type Mode,
  positionAsked,
  type TenantId,
  type Zone,
} from '@jalon/kernel';
import { openPersonal } from '@jalon/privacy';
import type { ViewReader } from '@jalon/ports';
import { momentOf, type AsOf } from './as-of.js';
import type { QueryContext } from './query-context.js';
import type { QueryPorts } from './query-ports.js';
import { requirePosition } from './require-position.js';

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
