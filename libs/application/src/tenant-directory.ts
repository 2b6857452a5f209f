import { TENANT_ID, type Language, type Mode, type TenantId, type Uuid, type Zone } from '@jalon/kernel';
import type { StreamRepository } from './streams/stream-repository.js';
import { CommandRefused } from './commands/command-errors.js';

/** What the house must know of a tenant to work for it. */
export interface TenantProfile {
  readonly zone: Zone;
  readonly language: Language;
  readonly mode: Mode;
  readonly operator: Uuid;
}

/** Reads a profile from the folded state of a tenant's stream; null while it has not been opened. */
export type ProfileOf = (state: unknown) => TenantProfile | null;

/** Which tenants have been opened, and how they are set. */
export interface TenantDirectory {
  find(tenant: TenantId): Promise<TenantProfile | null>;
  /** @throws CommandRefused TENANT_UNKNOWN */
  require(tenant: TenantId): Promise<TenantProfile>;
}

/** A tenant once opened stays so and its profile does not change: what was found is kept, what was not is asked again. */
export function tenantDirectory(streams: StreamRepository, profileOf: ProfileOf): TenantDirectory {
  const known = new Map<TenantId, TenantProfile>();

  async function find(tenant: TenantId): Promise<TenantProfile | null> {
    const kept = known.get(tenant);
    if (kept) return kept;
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
