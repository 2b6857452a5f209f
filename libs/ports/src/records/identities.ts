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
 * What an identity was linked by: an invitation that was redeemed, a private e-mail address that the person gave, a rule of the
 * provider, or an administrator.
 */
export const LINK_ORIGINS = ['invitation', 'private-email', 'rule', 'administrator'] as const;
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
  /** Since when it waits for a second person, and leads to nobody meanwhile; null where it waits for none. */
  readonly waitsSince: number | null;
  /** The second person who released it; null where nobody did. */
  readonly releasedBy: Uuid | null;
  /** When it was removed; null where it leads to the person now. The row is kept until the person is erased. */
  readonly unlinkedAt: number | null;
  /** The person who removed it; null where nobody did. */
  readonly unlinkedBy: Uuid | null;
}

/** A link to be made; nobody handed the access over, and it waits for nobody, where it says nothing of that. */
export type NewIdentityLink = Omit<
  IdentityLink,
  'issuer' | 'handedOverBy' | 'waitsSince' | 'releasedBy' | 'unlinkedAt' | 'unlinkedBy'
> &
  Partial<Pick<IdentityLink, 'handedOverBy' | 'waitsSince'>> & {
    /** Whether it may follow links to other people of the tenant that were removed. */
    readonly mayFollow?: boolean;
  };

/** A removal of a link: when, and by whom. */
export interface Unlinking {
  readonly at: number;
  readonly by: Uuid | null;
}

/** The links of identities to accounts. An identity has at most one person in a tenant; a person may have several identities. */
export interface Identities {
  /**
   * Links an identity to an account. The same link again changes nothing. What is one person's is nobody else's of the same
   * tenant; what was one person's becomes another's only where the link may follow others (`mayFollow`).
   *
   * @returns the link that the identity has in this tenant then: another person's where it leads, or once led, to them
   */
  link(identity: Identity, link: NewIdentityLink): Promise<IdentityLink>;
  /** The accounts of an identity, in all tenants, the oldest link first. Those that wait for a second person are left out. */
  linksOf(identity: Identity): Promise<readonly IdentityLink[]>;
  /** Every link that an identity has or had in a tenant, those that were removed and those that wait too, the oldest first. */
  everyLinkOf(identity: Identity, tenant: TenantId): Promise<readonly IdentityLink[]>;
  /** The links of a person, the oldest first. Those that wait for a second person are left out. */
  linksOfPerson(account: Account): Promise<readonly IdentityLink[]>;
  /** The same, with those that were removed and those that wait. */
  everyLinkOfPerson(account: Account): Promise<readonly IdentityLink[]>;
  /** Notes the second person of a link of this person that waits for one: it leads to them. @returns whether it waited */
  release(account: Account, id: Uuid, by: Uuid): Promise<boolean>;
  /**
   * Removes a link of this person: it leads to them no more, and is kept. What the identity may have made is revoked: the API
   * tokens that they made for themselves, and those that they made for services since the link. The sessions and passkeys of
   * an identity without another link are removed. @returns whether it led to them
   */
  unlink(account: Account, id: Uuid, unlinking: Unlinking): Promise<boolean>;
}
