import type { Clock, Ids, TenantId, Uuid } from '@jalon/kernel';
import type { Account, Identities, Identity, IdentityLink } from '@jalon/ports';
import type { ProvenAccount } from '../credentials/credential.js';
import { rolesInClaims, type ProviderSettings } from './provider-settings.js';

type Claims = Readonly<Record<string, unknown>>;

/** The staff number of an employer, or an e-mail address. */
export type PersonKey =
  | { readonly kind: 'staff-number'; readonly scope: Uuid; readonly value: string }
  | { readonly kind: 'email'; readonly value: string };

/** The one person of a tenant who has it now; null where nobody or several do. */
export type PersonWith = (tenant: TenantId, key: PersonKey) => Promise<Uuid | null>;

/**
 * The accounts of an identity in the tenants that trust its issuer. A link in any other tenant counts for nothing: the
 * provider of one company must not speak for people of another.
 *
 * @param trusts the settings under which the identity was proven
 * @param claims that were proven with it
 */
export type AccountsOfIdentity = (
  identity: Identity,
  trusts: readonly ProviderSettings[],
  claims: Claims,
) => Promise<readonly ProvenAccount[]>;

/** Whether no rule may say which identity is a person's: whoever changes their entry could become them by it. */
export type TakesTwoToLink = (account: Account) => Promise<boolean>;

export interface IdentityPorts {
  readonly identities: Pick<Identities, 'linksOf' | 'everyLinkOfPerson' | 'link'>;
  readonly personWith: PersonWith;
  readonly takesTwo: TakesTwoToLink;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Finds accounts by the links of identities, and links an identity that a rule of its provider leads to one person. */
export function accountsOfIdentities({
  identities,
  personWith,
  takesTwo,
  clock,
  ids,
}: IdentityPorts): AccountsOfIdentity {
  return async (identity, trusts, claims) => {
    const links = await identities.linksOf(identity);
    const found = await Promise.all(
      trusts.map(async (trust) => {
        const { tenant } = trust;
        const linked = links.find((link) => link.tenant === tenant) ?? (await linkedByRule(identity, trust, claims));
        if (linked === null) return [];
        const { person, handedOverBy } = linked;
        const mark = handedOverBy === null ? {} : { handedOverBy };
        return [{ tenant, person, roles: rolesInClaims(trust, claims), organisation: null, ...mark }];
      }),
    );
    return found.flat();
  };

  /**
   * Links an identity to the person whom its claims name. Somebody who has, or had, any identity gets no other one by a rule:
   * an administrator says whether that is the same human. So a link that was removed stays removed, and whoever changes the
   * address or the number in somebody's entry does not become them by it.
   */
  async function linkedByRule(
    identity: Identity,
    trust: ProviderSettings,
    claims: Claims,
  ): Promise<IdentityLink | null> {
    const { tenant } = trust;
    const person = await personInClaims(trust, claims);
    if (person === null) return null;
    const own = await identities.everyLinkOfPerson({ tenant, person });
    if (own.length > 0 || (await takesTwo({ tenant, person }))) return null;
    const link = { id: ids.next(), tenant, person, how: 'rule', by: null, at: Date.parse(clock.now()) } as const;
    const linked = await identities.link(identity, link);
    return linked.unlinkedAt === null && linked.waitsSince === null ? linked : null;
  }

  async function personInClaims(
    { tenant, staffNumberClaim, employer, emailDomains }: ProviderSettings,
    claims: Claims,
  ): Promise<Uuid | null> {
    const staffNumber = staffNumberClaim === null ? undefined : claims[staffNumberClaim];
    if (employer !== null && typeof staffNumber === 'string' && staffNumber.trim() !== '') {
      const person = await personWith(tenant, { kind: 'staff-number', scope: employer, value: staffNumber });
      if (person !== null) return person;
    }
    const email = verifiedEmailIn(claims, emailDomains);
    return email === null ? null : personWith(tenant, { kind: 'email', value: email });
  }
}

/** An address that the provider says it has verified, of a domain for which it may speak. */
function verifiedEmailIn({ email, email_verified: verified }: Claims, domains: readonly string[]): string | null {
  if (typeof email !== 'string' || verified !== true) return null;
  const [, domain] = /^[^@\s]+@([^@\s]+)$/.exec(email) ?? [];
  return domain !== undefined && domains.includes(domain.toLowerCase()) ? email : null;
}
