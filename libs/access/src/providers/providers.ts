import type { TenantId, TokenRole } from '@jalon/kernel';
import { openIssuer, type Issuer } from './issuer.js';
import { rolesInClaims, type ProviderSettings } from './provider-settings.js';

/** An issuer, and how each tenant trusts it. */
export interface TrustedIssuer extends Issuer {
  readonly trusts: readonly ProviderSettings[];
}

/**
 * The providers of an installation, by their issuers. Nothing is fetched from them before somebody asks.
 *
 * @param now milliseconds of a clock that only goes forward
 */
export function openProviders(
  providers: readonly ProviderSettings[],
  now?: () => number,
): ReadonlyMap<string, TrustedIssuer> {
  const issuers = [...new Set(providers.map(({ issuer }) => issuer))];
  return new Map(
    issuers.map((issuer) => [
      issuer,
      { ...openIssuer(issuer, now), trusts: providers.filter((provider) => provider.issuer === issuer) },
    ]),
  );
}

/** The roles that a token's claims give in each of these tenants. */
export const rolesByTenant = (
  trusts: readonly ProviderSettings[],
  claims: Readonly<Record<string, unknown>>,
): readonly { readonly tenant: TenantId; readonly roles: readonly TokenRole[] }[] =>
  trusts.map((settings) => ({ tenant: settings.tenant, roles: rolesInClaims(settings, claims) }));
