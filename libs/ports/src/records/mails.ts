import type { Uuid } from '@jalon/kernel';
import type { Account } from './identities.js';

/** What a mail is for. */
export const MAIL_KINDS = ['invitation', 'login-link', 'address-changed', 'passkey-added', 'account-joined'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * A mail to a person that is to be sent, or was. Neither its text nor its address is stored: both are made when it is sent, from
 * the person's entry, and a link's secret with them.
 */
export interface MailRecord extends Account {
  readonly id: Uuid;
  readonly kind: MailKind;
  /**
   * The id of the invitation; the hash of the address that a login link is for, or that is told of a change; the id of the
   * passkey; the id of the link of the account that joined.
   */
  readonly about: string;
  /** In epoch milliseconds, as are all times here. */
  readonly madeAt: number;
  /** When it is tried next; null once it was sent, or was given up. */
  readonly dueAt: number | null;
  /** How often it was tried. */
  readonly attempts: number;
  readonly sentAt: number | null;
  /** Why the last try failed, as a code; null where none failed. */
  readonly failure: string | null;
}

/** A mail to be sent. */
export type NewMail = Pick<MailRecord, 'id' | 'kind' | 'about' | 'madeAt' | 'tenant' | 'person'>;

export interface Mails {
  /** Adds a mail that is due at once. A mail of the same id is added once. */
  add(mail: NewMail): Promise<void>;
  /** Takes the mails that are due, at most `max`, and counts the try. Nobody else gets them before `until`. */
  take(now: number, until: number, max: number): Promise<readonly MailRecord[]>;
  sent(id: Uuid, at: number): Promise<void>;
  /** Notes a failed try. @param dueAt when it is tried again; null where it is given up */
  failed(id: Uuid, failure: string, dueAt: number | null): Promise<void>;
  /** How many mails of a kind were made for a person since then, sent or not. */
  countSince(account: Account, kind: MailKind, since: number): Promise<number>;
  /** The latest mail about each of these things. */
  latestAbout(about: readonly string[]): Promise<readonly MailRecord[]>;
}
