import type { TenantId, Uuid } from '@jalon/kernel';

/** Who a provider says somebody is: a subject means something to its issuer alone. */
export interface Identity {
  /** The issuer as the provider's tokens name it (`iss`). */
  readonly issuer: string;
  /** The provider's identifier of the person or service (`sub`). It is stored as a keyed hash only. */
  readonly subject: string;
}

/** A person of a tenant. */
export interface Account {
  readonly tenant: TenantId;
  readonly person: Uuid;
}

/**
 * What an identity was linked by: an invitation that was redeemed, a private address that the person gave, a rule of the
 * provider, or an administrator.
 */
export const LINK_ORIGINS = ['invitation', 'private-address', 'rule', 'administrator'] as const;
export type LinkOrigin = (typeof LINK_ORIGINS)[number];

/** A link of an identity to an account. */
export interface IdentityLink extends Account {
  readonly id: Uuid;
  readonly issuer: string;
  readonly how: LinkOrigin;
  /** The person who made the link or sent the invitation; null where a rule or the operator made it. */
  readonly by: Uuid | null;
  /** When it was made, in epoch milliseconds. */
  readonly at: number;
  /**
   * The person who was given the link of the invitation to pass it on, and so could have used it; null where none was. Whatever
   * is done by this link of an identity says so.
   */
  readonly handedOverBy: Uuid | null;
}

/** A link to be made; no link of an invitation was handed over where it says nothing of that. */
export type NewIdentityLink = Omit<IdentityLink, 'issuer' | 'handedOverBy'> &
  Partial<Pick<IdentityLink, 'handedOverBy'>>;

/** The links of identities to accounts. An identity has at most one person in a tenant; a person may have several identities. */
export interface Identities {
  /**
   * Links an identity to an account. The same link again changes nothing.
   *
   * @returns the link that the identity has in this tenant then: another person's where it had one already
   */
  link(identity: Identity, link: NewIdentityLink): Promise<IdentityLink>;
  /** The accounts of an identity, in all tenants, the oldest link first. */
  linksOf(identity: Identity): Promise<readonly IdentityLink[]>;
  /** The links of a person, the oldest first. */
  linksOfPerson(account: Account): Promise<readonly IdentityLink[]>;
  /** Removes a link of this person. @returns whether it existed */
  unlink(account: Account, id: Uuid): Promise<boolean>;
}
