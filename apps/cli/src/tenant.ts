import { CommandRefused, systemIds, type TenantProfile } from '@jalon/application';
import { SetManagerDetail, StateAdministrators } from '@jalon/directory';
import { type Engine, type NewTenant, commandSender } from '@jalon/engine';
import type { Administrators, Caller, Language, ManagerDetail, Mode, TenantId, Zone } from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from './failure.js';
import type { Terminal } from './terminal.js';
import { withEngine } from './with-engine.js';

export interface TenantOptions {
  readonly zone: Zone;
  readonly language: Language;
  readonly mode: Mode;
  readonly json?: boolean;
}

/** Opens a tenant. Opening it again with the same settings changes nothing; with other settings it is refused. */
export function openTenantNamed(
  terminal: Terminal,
  tenant: TenantId,
  { json, zone, language, mode }: TenantOptions,
): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const wanted: NewTenant = { tenant, zone, language, mode };
    const profile = await engine.openTenant(wanted);
    if (!isAsWanted(profile, wanted)) throw new CommandRefused({ code: 'TENANT_ALREADY_OPEN', params: {} });
    await terminal.out.line(json ? JSON.stringify({ ...wanted, operator: profile.operator }) : profile.operator);
    return EXIT.done;
  });
}

function isAsWanted(profile: TenantProfile, { zone, language, mode }: NewTenant): boolean {
  return profile.zone === zone && profile.language === language && profile.mode === mode;
}

/** @throws CliFailure for a tenant that was never opened */
export async function profileOf({ tenants }: Engine, tenant: TenantId): Promise<TenantProfile> {
  const profile = await tenants.find(tenant);
  if (!profile) throw new CliFailure('TENANT_NOT_OPEN', { tenant });
  return profile;
}

/** The operator as who acts: the role says in every event that it was not a person of the tenant. */
export function operatorOf(tenant: TenantId, { operator }: TenantProfile): Caller {
  return { tenant, person: operator, roles: ['operator'], organisation: null };
}

/**
 * States whether a single person administers a tenant. Then the operator is the second person where an act needs two
 * (`jalon acts`).
 */
export function stateAdministrators(
  terminal: Terminal,
  tenant: TenantId,
  administrators: Administrators,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  return asOperator(terminal, tenant, Object.assign(new StateAdministrators(), { administrators }), json);
}

/** Sets what managers are shown of the missions that name them. */
export function setManagerDetail(
  terminal: Terminal,
  tenant: TenantId,
  managerDetail: ManagerDetail,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  return asOperator(terminal, tenant, Object.assign(new SetManagerDetail(), { managerDetail }), json);
}

/** Sends a command of the tenant itself as its operator, and prints what it set. */
function asOperator(
  terminal: Terminal,
  tenant: TenantId,
  command: StateAdministrators | SetManagerDetail,
  json: boolean | undefined,
): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const caller = operatorOf(tenant, await profileOf(engine, tenant));
    await commandSender(engine, caller, systemIds).send(command, tenant);
    await terminal.out.line(json ? JSON.stringify(Object.assign({ tenant }, command)) : Object.values(command).join());
    return EXIT.done;
  });
}
