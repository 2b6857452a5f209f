import type { Recorded, ValuesOf } from '@jalon/kernel';
import type { TenantEvent, TenantOpened } from './tenant.events.js';

export type TenantValues = ValuesOf<(typeof TenantOpened)['fields']>;

/** The current entry of a customer. */
export type TenantState =
  { readonly status: 'unknown' } | ({ readonly status: 'open'; readonly writtenBy: string } & TenantValues);

export const noTenant: TenantState = { status: 'unknown' };

export function evolveTenant(_state: TenantState, event: Recorded<TenantEvent>): TenantState {
  return { status: 'open', writtenBy: event.actor.person, ...event.data };
}
