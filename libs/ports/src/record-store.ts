import type { InstallationRecord } from './installation.js';
import type { ApiTokens } from './records/api-tokens.js';
import type { Account, Identities } from './records/identities.js';
import type { LoginLinks, Sessions } from './records/sessions.js';
import type { Invitations } from './records/invitations.js';
import type { MailLogins } from './records/mail-logins.js';
import type { Mails } from './records/mails.js';
import type { Passkeys } from './records/passkeys.js';
import type { UniqueHashes } from './records/unique-hashes.js';
import type { Reads } from './records/reads.js';
import type { Refusals } from './records/refusals.js';

/**
 * What is neither event nor view: it is never rebuilt from events, and it is always backed up. Each kind of record has a
 * repository of its own. Times are epoch milliseconds. The contract suite in test/contract runs against every adapter.
 *
 * All methods throw StoreUnavailable (`records`) when the store does not answer, or takes no writes.
 */
export interface RecordStore {
  readonly installation: InstallationRecord;
  readonly identities: Identities;
  readonly apiTokens: ApiTokens;
  readonly sessions: Sessions;
  readonly loginLinks: LoginLinks;
  readonly invitations: Invitations;
  readonly mails: Mails;
  readonly mailLogins: MailLogins;
  readonly passkeys: Passkeys;
  readonly uniqueHashes: UniqueHashes;
  readonly reads: Reads;
  readonly refusals: Refusals;
  /**
   * Removes all that is stored about people whose keys are destroyed: their identities' links, API tokens, sessions, links to log
   * in, invitations, mails and reserved values; and the sessions and passkeys of an identity that leads to nobody else. Who was
   * shown something of whom, and who did something to whom, stays, by ids alone.
   *
   * @returns how many records were removed
   */
  forget(people: readonly Account[]): Promise<number>;
  /**
   * Ends what a restored backup brings back although it may have been used or ended since: every session, every link to log in,
   * and the links of open invitations. API tokens and links of identities stay.
   *
   * @returns how many sessions were ended
   */
  endLogins(now: number): Promise<number>;
  /**
   * Removes records that nobody needs any more, of every kind, but at most about `max` of each: call again while it
   * returns more than none.
   *
   * @returns how many were removed
   */
  removeExpired(now: number, max: number): Promise<number>;
  /** Checks whether the store answers, and takes writes. */
  reach(): Promise<void>;
  close(): Promise<void>;
}
