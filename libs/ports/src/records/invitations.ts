import type { TokenRole, Uuid } from '@jalon/kernel';
import type { Account } from './identities.js';
import type { Entrance } from './mail-logins.js';

/**
 * An invitation of a person to enter. Its latest link is the only one that works, and its secret is stored as a hash only.
 * No address is stored: an invitation goes to the address in the person's entry, as long as that is the one it was made for.
 */
export interface Invitation extends Account {
  readonly id: Uuid;
  /** The role in which the person is invited. The invitation does not grant it. */
  readonly role: TokenRole;
  /** The organisation that they are invited to speak for; null for any other role. */
  readonly organisation: Uuid | null;
  readonly invitedBy: Uuid;
  /** Another person who handed over the inviter's access; null where nobody did. */
  readonly inviterHandedOverBy: Uuid | null;
  /** The keyed hash of the address that it is for (`MailLogins.hashOf`): another one needs another invitation. */
  readonly addressHash: string;
  /** In epoch milliseconds, as are all times here. */
  readonly madeAt: number;
  /** Whether a second person must release it before a link is made. */
  readonly needsRelease: boolean;
  /** The second person; null where nobody released it. */
  readonly releasedBy: Uuid | null;
  /** The person who was given the latest link to pass it on; null where it goes by mail. */
  readonly handedOverBy: Uuid | null;
  /** When the latest link ends; null while there is none. */
  readonly expiresAt: number | null;
  readonly redeemedAt: number | null;
  readonly revokedAt: number | null;
  readonly revokedBy: Uuid | null;
}

export type NewInvitation = Omit<
  Invitation,
  'releasedBy' | 'handedOverBy' | 'expiresAt' | 'redeemedAt' | 'revokedAt' | 'revokedBy'
>;

/** The latest link of an invitation. */
export interface InvitationLink {
  /** SHA-256 of 32 random bytes, in base64url. */
  readonly secretHash: string;
  readonly expiresAt: number;
  /** The person to whom it is given to pass it on; null where it is mailed. */
  readonly handedOverBy: Uuid | null;
}

export interface Invitations {
  add(invitation: NewInvitation): Promise<void>;
  withId(tenant: string, id: Uuid): Promise<Invitation | null>;
  /** The invitation whose latest link has this secret, also when it has expired, was redeemed or revoked. */
  withSecret(secretHash: string): Promise<Invitation | null>;
  /** The invitations of a tenant, the newest first; of one person, where one is named. */
  list(tenant: string, max: number, person?: Uuid): Promise<readonly Invitation[]>;
  /** Gives an open invitation a new link in the place of its last one. @returns whether it is open */
  putLink(id: Uuid, link: InvitationLink): Promise<boolean>;
  /** Ends the link of an open invitation until a second person releases it, who was not needed when it was made. */
  hold(tenant: string, id: Uuid): Promise<void>;
  /** Notes the second person of an open invitation that waits for one. @returns whether this call did */
  release(tenant: string, id: Uuid, by: Uuid): Promise<boolean>;
  /**
   * Uses the link up and lets the person enter, both or neither: of two calls at once, one does.
   *
   * @returns the invitation; null where it is expired, used up, revoked or unknown; `identity-of-another` where the identity
   *   has another person of the tenant
   */
  redeem(secretHash: string, now: number, entrance: Entrance): Promise<Invitation | 'identity-of-another' | null>;
  /** Revokes an open invitation. @returns whether this call did */
  revoke(tenant: string, id: Uuid, at: number, by: Uuid): Promise<boolean>;
}
