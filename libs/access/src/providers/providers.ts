import type { TenantId, TokenRole, Uuid } from '@jalon/kernel';
import type { ProvenAccount } from '../credentials/credential.js';
import { openIssuer, type Issuer } from './issuer.js';
import { rolesInClaims, type ProviderSettings } from './provider-settings.js';

/** Who a provider says somebody is: a subject means something to its issuer alone. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** The accounts to which an identity is linked, in all tenants. */
export type LinksOf = (
  identity: ProvenIdentity,
) => Promise<readonly { readonly tenant: TenantId; readonly person: Uuid }[]>;

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

/**
 * The accounts of an identity in the tenants that trust its issuer. A link in any other tenant counts for nothing: the
 * provider of one company must not speak for people of another.
 *
 * @param trusts the settings under which the identity was proven
 */
export async function accountsOfIdentity(
  identity: ProvenIdentity,
  trusts: readonly { readonly tenant: TenantId; readonly roles: readonly TokenRole[] }[],
  linksOf: LinksOf,
): Promise<readonly ProvenAccount[]> {
  const links = await linksOf(identity);
  return trusts.flatMap(({ tenant, roles }) =>
    links.filter((link) => link.tenant === tenant).map(({ person }) => ({ tenant, person, roles, organisation: null })),
  );
}

/** The roles that a token's claims give in each of these tenants. */
export const rolesByTenant = (
  trusts: readonly ProviderSettings[],
  claims: Readonly<Record<string, unknown>>,
): readonly { readonly tenant: TenantId; readonly roles: readonly TokenRole[] }[] =>
  trusts.map((settings) => ({ tenant: settings.tenant, roles: rolesInClaims(settings, claims) }));
