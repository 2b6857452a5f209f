import { civilDateIn, type Caller, type CivilDate, type Json, type TenantId } from '@jalon/kernel';
import { openPersonal } from '@jalon/privacy';
import type { ViewReader } from '../projections/view-store.js';
import type { Asking } from './asking.js';
import type { QueryPorts } from './query-ports.js';

/** What one answer is made from: readings of one moment, for one caller, on one day. */
export interface Scope {
  readonly caller: Caller;
  readonly tenant: TenantId;
  /** Today in the tenant's zone. */
  readonly today: CivilDate;
  readonly views: ViewReader;
}

/**
 * Runs a query's readings on one snapshot, once the views have seen what the caller must see.
 *
 * @throws NotYetVisible when they do not in time
 * @throws CommandRefused TENANT_UNKNOWN
 */
export async function inScope<T>(ports: QueryPorts, asking: Asking, work: (scope: Scope) => Promise<T>): Promise<T> {
  const { caller, minPosition } = asking;
  const { zone } = await ports.tenants.opened(caller.tenant);
  if (minPosition !== undefined) await ports.position.waitFor(minPosition);
  const today = civilDateIn(zone, ports.clock.now());
  return ports.views.read((views) => work({ caller, tenant: caller.tenant, today, views }));
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
