import type { TenantProfile } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import type { TenantId } from '@jalon/kernel';
import { CliFailure } from '../failure.js';

/** @throws CliFailure for a tenant that was never opened */
export async function profileOf({ tenants }: Engine, tenant: TenantId): Promise<TenantProfile> {
  const profile = await tenants.find(tenant);
  if (!profile) throw new CliFailure('TENANT_NOT_OPEN', { tenant });
  return profile;
}
