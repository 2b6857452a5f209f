import type { Clock, Ids, TenantId, Uuid } from '@jalon/kernel';
import type { Identities } from '@jalon/ports';
import type { ProvenAccount } from '../credentials/credential.js';
import { rolesInClaims, type ProviderSettings } from './provider-settings.js';
import type { ProvenIdentity } from './providers.js';

type Claims = Readonly<Record<string, unknown>>;

/** The one person of a tenant who has this staff number or e-mail address now; null where nobody or several do. */
export type PersonWith = (tenant: TenantId, kind: 'staff-number' | 'email', value: string) => Promise<Uuid | null>;

/**
 * The accounts of an identity in the tenants that trust its issuer. A link in any other tenant counts for nothing: the
 * provider of one company must not speak for people of another.
 *
 * @param trusts the settings under which the identity was proven
 * @param claims that were proven with it
 */
export type AccountsOfIdentity = (
  identity: ProvenIdentity,
  trusts: readonly ProviderSettings[],
  claims: Claims,
) => Promise<readonly ProvenAccount[]>;

export interface IdentityPorts {
  readonly identities: Pick<Identities, 'linksOf' | 'linksOfPerson' | 'link'>;
  readonly personWith: PersonWith;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Finds accounts by the links of identities, and links an identity that a rule of its provider leads to one person. */
export function accountsOfIdentities({ identities, personWith, clock, ids }: IdentityPorts): AccountsOfIdentity {
  return async (identity, trusts, claims) => {
    const links = await identities.linksOf(identity);
    const found = await Promise.all(
      trusts.map(async (trust) => {
        const { tenant } = trust;
        const linked =
          links.find((link) => link.tenant === tenant)?.person ?? (await linkedByRule(identity, trust, claims));
        return linked === null
          ? []
          : [{ tenant, person: linked, roles: rolesInClaims(trust, claims), organisation: null }];
      }),
    );
    return found.flat();
  };

  /**
   * Links an identity to the person whom its claims name. Somebody who has an identity of this issuer already gets no second
   * one by a rule: an administrator says whether that is the same human.
   */
  async function linkedByRule(identity: ProvenIdentity, trust: ProviderSettings, claims: Claims): Promise<Uuid | null> {
    const { tenant } = trust;
    const person = await personInClaims(trust, claims);
    if (person === null) return null;
    const own = await identities.linksOfPerson({ tenant, person });
    if (own.some(({ issuer }) => issuer === identity.issuer)) return null;
    const link = { id: ids.next(), tenant, person, how: 'rule', by: null, at: Date.parse(clock.now()) } as const;
    return (await identities.link(identity, link)).person;
  }

  async function personInClaims(
    { tenant, staffNumberClaim, emailDomains }: ProviderSettings,
    claims: Claims,
  ): Promise<Uuid | null> {
    const staffNumber = staffNumberClaim === null ? undefined : claims[staffNumberClaim];
    if (typeof staffNumber === 'string' && staffNumber.trim() !== '') {
      const person = await personWith(tenant, 'staff-number', staffNumber);
      if (person !== null) return person;
    }
    const email = verifiedEmailIn(claims, emailDomains);
    return email === null ? null : personWith(tenant, 'email', email);
  }
}

/** An address that the provider says it has verified, of a domain for which it may speak. */
function verifiedEmailIn({ email, email_verified: verified }: Claims, domains: readonly string[]): string | null {
  if (typeof email !== 'string' || verified !== true) return null;
  const [, domain] = /^[^@\s]+@([^@\s]+)$/.exec(email) ?? [];
  return domain !== undefined && domains.includes(domain.toLowerCase()) ? email : null;
}
