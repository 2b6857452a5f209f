import { CommandRefused, stepOf, type CommandContext, type TenantProfile, type WriteSide } from '@jalon/application';
import { OpenTenant, RegisterPerson } from '@jalon/directory';
import type { Ids, Language, Mode, TenantId, Uuid, Zone } from '@jalon/kernel';

/** What opens a tenant. */
export interface NewTenant {
  readonly tenant: TenantId;
  readonly zone: Zone;
  readonly language: Language;
  readonly mode: Mode;
}

/** The tenant that the first start opens. */
export const MAIN: NewTenant = { tenant: 'main', zone: 'Europe/Paris', language: 'fr', mode: 'production' };

/**
 * Opens a tenant with its operator, the person under whom the command line acts by default. May be repeated, and broken off
 * at any point: what is missing is added, what is there stays as it is.
 */
export async function openTenant(write: WriteSide, ids: Ids, wanted: NewTenant): Promise<TenantProfile> {
  const profile = (await write.tenants.find(wanted.tenant)) ?? (await openNew(write, ids, wanted));
  await registerOperator(write, ids, wanted.tenant, profile.operator);
  return profile;
}

async function openNew(write: WriteSide, ids: Ids, { tenant, ...settings }: NewTenant): Promise<TenantProfile> {
  const operator = ids.next();
  const command = Object.assign(new OpenTenant(), { ...settings, operator });
  try {
    await write.handler.handle(command, contextOf(ids, tenant, operator, ids.next()));
  } catch (error) {
    // Another process was first: its operator is the one.
    if (!(error instanceof CommandRefused && error.rejection.code === 'TENANT_ALREADY_OPEN')) throw error;
  }
  return write.tenants.require(tenant);
}

/** Under the one command id, so that of two processes only one is heard. */
async function registerOperator(write: WriteSide, ids: Ids, tenant: TenantId, operator: Uuid): Promise<void> {
  const parts = { category: 'person', tenant, id: operator } as const;
  const { revision } = await write.streams.load(parts);
  if (revision !== null) return;
  const command = Object.assign(new RegisterPerson(), { id: operator, givenName: 'Operator', familyName: 'Jalon' });
  await write.handler.handle(command, contextOf(ids, tenant, operator, stepOf(operator, 'register the operator')));
}

function contextOf(ids: Ids, tenant: TenantId, operator: Uuid, commandId: Uuid): CommandContext {
  const caller = { tenant, person: operator, roles: ['admin'], organisation: null } as const;
  return { caller, target: null, commandId, correlationId: ids.next() };
}
