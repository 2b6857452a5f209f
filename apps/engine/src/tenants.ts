import { setTimeout as pause } from 'node:timers/promises';
import { CommandRefused, stepOf, type CommandContext, type TenantProfile, type WriteSide } from '@jalon/application';
import { OpenTenant, RegisterPerson } from '@jalon/directory';
import {
  backOff,
  isAborted,
  type Ids,
  type Language,
  type Mode,
  type TenantId,
  type Uuid,
  type Zone,
} from '@jalon/kernel';
import { KeyUnavailable, StoreUnavailable, type Telemetry } from '@jalon/ports';

/** The values for opening a tenant. */
export interface NewTenant {
  readonly tenant: TenantId;
  readonly zone: Zone;
  readonly language: Language;
  readonly mode: Mode;
}

/** The tenant that the first start opens. */
export const MAIN: NewTenant = { tenant: 'main', zone: 'Europe/Paris', language: 'fr', mode: 'production' };

/**
 * Opens a tenant with its operator, the person under whom the command line acts by default. It may be repeated, and interrupted
 * at any point: what is missing is added, what exists stays as it is.
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

/** Always under the same command id, so that of two processes only one registers. */
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

/**
 * Opens a tenant. While the event store or the keys are away, the rest of the process starts all the same, and opening
 * is retried in the background.
 *
 * @returns stops trying
 */
export async function openOnceReachable(
  open: () => Promise<unknown>,
  telemetry: Telemetry,
): Promise<() => Promise<void>> {
  if (await done()) return () => Promise.resolve();
  const stopping = new AbortController();
  const trying = tryAgain(stopping.signal);
  return () => {
    stopping.abort();
    return trying;
  };

  /** Whether the tenant is open; false while the store is away. */
  async function done(): Promise<boolean> {
    try {
      await open();
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof KeyUnavailable)) throw error;
      telemetry.fault(error);
      return false;
    }
  }

  /** A refusal is reported and ends the retries, not the service. */
  function refusedForGood(error: unknown): true {
    telemetry.fault(error);
    return true;
  }

  async function tryAgain(signal: AbortSignal): Promise<void> {
    const waits = backOff();
    while (!signal.aborted) {
      await pause(waits.next(), undefined, { signal }).catch(() => undefined);
      if (isAborted(signal) || (await done().catch(refusedForGood))) return;
    }
  }
}
