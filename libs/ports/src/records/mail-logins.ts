import type { NewMail } from './mails.js';
import type { Account, Identity, NewIdentityLink, Unlinking } from './identities.js';

/**
 * Which address of a person: the one in their entry, or the private one that they gave for the time after they left.
 */
export const ADDRESS_KINDS = ['entry', 'private'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** A person who can log in by links that are mailed to an address of theirs. */
export interface MailLogin extends Account {
  readonly kind: AddressKind;
  /** The subject of their identity, which this installation issues itself. It is random, and says nothing of the person. */
  readonly subject: string;
  /** The keyed hash of the address. The address itself lies in the person's events alone. */
  readonly addressHash: string;
}

/** How a person enters from now on: by an identity of this installation, and by links that are mailed to an address. */
export interface Entrance extends Account {
  readonly identity: Identity;
  /** The link that takes the place of the one by an address of the same kind; null where they have the identity already. */
  readonly link: Omit<NewIdentityLink, keyof Account | 'mayFollow' | 'waitsSince'> | null;
  readonly kind: AddressKind;
  readonly addressHash: string;
  /** Mails that tell of it, added with it. */
  readonly mails?: readonly NewMail[];
}

export interface MailLogins {
  /** What `addressHash` is for an address, however it is spelled (`normalisedEmail`). */
  hashOf(address: string): Promise<string>;
  /** Lets a person log in by this address, in the place of the one of the same kind. */
  put(login: MailLogin): Promise<void>;
  /** Ends logins by the private e-mail address, and the identity that they lead to. */
  endPrivate(account: Account, unlinking: Unlinking): Promise<void>;
  /**
   * Lets a person enter: all of it, or nothing where the identity has another person of the tenant. An identity that gets a
   * further account loses its passkeys and sessions: they were made by what proved its other accounts.
   *
   * @returns whether they enter
   */
  enter(entrance: Entrance): Promise<boolean>;
  withAddress(addressHash: string): Promise<readonly MailLogin[]>;
  ofAccount(account: Account): Promise<readonly MailLogin[]>;
  /** Who logs in by an address of either kind, `max` at most: those that come after one, in an order that stays. */
  accountsAfter(after: Account | null, max: number): Promise<readonly Account[]>;
}
