import type { Administrators, ManagerDetail, Recorded, ValuesOf } from '@jalon/kernel';
import type { TenantEvent, TenantOpened } from './tenant.events.js';

export type TenantValues = ValuesOf<(typeof TenantOpened)['fields']>;

/** The current entry of a customer; `several` administrators until the operator states otherwise. */
export type TenantState =
  | { readonly status: 'unknown' }
  | ({
      readonly status: 'open';
      readonly writtenBy: string;
      readonly administrators: Administrators;
      readonly managerDetail: ManagerDetail;
    } & TenantValues);

export const noTenant: TenantState = { status: 'unknown' };

export function evolveTenant(state: TenantState, event: Recorded<TenantEvent>): TenantState {
  switch (event.type) {
    case 'TenantOpened':
      return {
        status: 'open',
        writtenBy: event.actor.person,
        administrators: 'several',
        managerDetail: 'schedule',
        ...event.data,
      };
    case 'TenantAdministratorsStated':
    case 'TenantManagerDetailSet':
      return state.status === 'open' ? { ...state, ...event.data } : state;
  }
}
