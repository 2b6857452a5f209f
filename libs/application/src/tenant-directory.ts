import { TENANT_ID, type Language, type Mode, type TenantId, type Uuid, type Zone } from '@jalon/kernel';
import type { StreamRepository } from './streams/stream-repository.js';
import { CommandRefused } from './commands/command-errors.js';

/** The settings of a tenant. */
export interface TenantProfile {
  readonly zone: Zone;
  readonly language: Language;
  readonly mode: Mode;
  readonly operator: Uuid;
}

/** Reads a profile from the folded state of a tenant's stream; null while it has not been opened. */
export type ProfileOf = (state: unknown) => TenantProfile | null;

/** The tenants that have been opened, with their settings. */
export interface TenantDirectory {
  find(tenant: TenantId): Promise<TenantProfile | null>;
  /** @throws CommandRefused TENANT_UNKNOWN */
  require(tenant: TenantId): Promise<TenantProfile>;
}

/** Caches the profiles that it finds: an opened tenant stays open, and its profile does not change. */
export function tenantDirectory(streams: StreamRepository, profileOf: ProfileOf): TenantDirectory {
  const known = new Map<TenantId, TenantProfile>();

  async function find(tenant: TenantId): Promise<TenantProfile | null> {
    const cached = known.get(tenant);
    if (cached) return cached;
    if (!TENANT_ID.test(tenant)) return null;
    const { state } = await streams.load({ category: 'tenant', tenant, id: tenant });
    const profile = profileOf(state);
    if (profile) known.set(tenant, profile);
    return profile;
  }

  return {
    find,
    require: async (tenant) => {
      const profile = await find(tenant);
      if (!profile) throw new CommandRefused({ code: 'TENANT_UNKNOWN', params: {} });
      return profile;
    },
  };
}
