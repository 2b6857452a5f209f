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
   * Another person who handed over the access, and so could have used it: they were given the link of the invitation to pass
   * it on, or linked the identity as an administrator. Null where nobody was or did. Whatever is done by this link of an
   * identity says so.
   */
  readonly handedOverBy: Uuid | null;
  /** When it was removed; null where it leads to the person now. The row is kept until the person is erased. */
  readonly unlinkedAt: number | null;
  /** The person who removed it; null where nobody did. */
  readonly unlinkedBy: Uuid | null;
}

/** A link to be made; nobody handed the access over where it says nothing of that. */
export type NewIdentityLink = Omit<IdentityLink, 'issuer' | 'handedOverBy' | 'unlinkedAt' | 'unlinkedBy'> &
  Partial<Pick<IdentityLink, 'handedOverBy'>>;

/** A removal of a link: when, and by whom. */
export interface Unlinking {
  readonly at: number;
  readonly by: Uuid | null;
}

/** The links of identities to accounts. An identity has at most one person in a tenant; a person may have several identities. */
export interface Identities {
  /**
   * Links an identity to an account. The same link again changes nothing. What was one person's is never another's of the
   * same tenant: who did something by it would be unclear.
   *
   * @returns the link that the identity has in this tenant then: another person's where it leads, or once led, to them
   */
  link(identity: Identity, link: NewIdentityLink): Promise<IdentityLink>;
  /** The accounts of an identity, in all tenants, the oldest link first. */
  linksOf(identity: Identity): Promise<readonly IdentityLink[]>;
  /** The links of a person, the oldest first. */
  linksOfPerson(account: Account): Promise<readonly IdentityLink[]>;
  /** The same, with those that were removed. */
  everyLinkOfPerson(account: Account): Promise<readonly IdentityLink[]>;
  /**
   * Removes a link of this person: it leads to them no more, and is kept. The API tokens that they made for themselves are
   * revoked, since the identity may have made them. @returns whether it led to them
   */
  unlink(account: Account, id: Uuid, unlinking: Unlinking): Promise<boolean>;
}
