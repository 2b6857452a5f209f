import {
  accepted,
  actingAs,
  canonicalZone,
  event,
  isAlreadySo,
  SYSTEM_ACTOR,
  type Decider,
  type Decision,
} from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { refuse } from './rejections.js';
import { OpenTenant, SetManagerDetail, StateAdministrators } from './tenant.commands.js';
import {
  TenantAdministratorsStated,
  tenantEvents,
  TenantManagerDetailSet,
  TenantOpened,
  type TenantEvent,
} from './tenant.events.js';
import { evolveTenant, noTenant, type TenantState } from './tenant.state.js';

function open(command: OpenTenant, state: TenantState, { caller, newId }: Context): Decision<TenantEvent> {
  const actor = actingAs(caller, null, ['admin', 'system']);
  if (!actor) return refuse('TENANT_OPENING_FORBIDDEN');
  const { language, mode, operator } = command;
  if (operator === SYSTEM_ACTOR) return refuse('PERSON_ID_RESERVED');
  const zone = canonicalZone(command.zone);
  if (zone === null) return refuse('ZONE_UNKNOWN', { zone: command.zone });
  const asked = { zone, language, mode, ...(operator ? { operator } : {}) };
  if (state.status === 'open') {
    return isAlreadySo({ ...asked, writtenBy: caller.person }, state)
      ? accepted(actor, [])
      : refuse('TENANT_ALREADY_OPEN');
  }
  return accepted(actor, [event(TenantOpened, { operator: newId, ...asked })]);
}

function stateAdministrators(
  { administrators }: StateAdministrators,
  state: TenantState,
  { caller }: Context,
): Decision<TenantEvent> {
  const actor = actingAs(caller, null, ['operator']);
  if (!actor) return refuse('OPERATOR_ONLY');
  if (state.status === 'unknown') return refuse('TENANT_NOT_OPENED');
  if (state.administrators === administrators) return accepted(actor, []);
  return accepted(actor, [event(TenantAdministratorsStated, { administrators })]);
}

function setManagerDetail(
  { managerDetail }: SetManagerDetail,
  state: TenantState,
  { caller }: Context,
): Decision<TenantEvent> {
  const actor = actingAs(caller, null, ['admin', 'operator']);
  if (!actor) return refuse('ADMINISTRATORS_ONLY');
  if (state.status === 'unknown') return refuse('TENANT_NOT_OPENED');
  if (state.managerDetail === managerDetail) return accepted(actor, []);
  return accepted(actor, [event(TenantManagerDetailSet, { managerDetail })]);
}

/** The customer itself. It is opened once, before anything else. */
export const tenantDecider: Decider<TenantState, TenantEvent, RuleSet> = {
  category: 'tenant',
  initialState: noTenant,
  evolve: evolveTenant,
  exists: ({ status }) => status !== 'unknown',
  rulesOf: () => null,
  events: tenantEvents,
  commands: [
    { command: OpenTenant, name: 'OpenTenant', decide: open },
    { command: StateAdministrators, name: 'StateAdministrators', decide: stateAdministrators },
    { command: SetManagerDetail, name: 'SetManagerDetail', decide: setManagerDetail },
  ],
};
