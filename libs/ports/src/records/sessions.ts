import type { TenantId, TokenRole, Uuid } from '@jalon/kernel';
import type { Account, Identity } from './identities.js';

/** What a browser's session was begun by: a provider, a one-time link, or the choice of a person in a demo tenant. */
export const SESSION_ORIGINS = ['provider', 'login-link', 'demo', 'invitation', 'passkey'] as const;
export type SessionOrigin = (typeof SESSION_ORIGINS)[number];

/** A tenant in which the identity of a session counts, and the roles that the provider's claims gave there. */
export interface SessionTrust {
  readonly tenant: TenantId;
  readonly roles: readonly TokenRole[];
}

/** An account of a session, and who could have used the link of the invitation that made it (`IdentityLink.handedOverBy`). */
export interface SessionAccount extends Account {
  readonly handedOverBy: Uuid | null;
}

/** A browser's session. Its secret is stored nowhere, only its hash. */
export interface Session {
  readonly id: Uuid;
  readonly origin: SessionOrigin;
  /** The name of the provider that proved the identity; null where none did. */
  readonly provider: string | null;
  /** Null where no provider proved the identity. */
  readonly trusts: readonly SessionTrust[] | null;
  /** The accounts that its identity is linked to now, or the one of them for which it was begun. */
  readonly accounts: readonly SessionAccount[];
  /** Something of the session that only the browser's secret opens, as base64; null where there is none. */
  readonly sealed: string | null;
  /** In epoch milliseconds, as are all times here. */
  readonly begunAt: number;
  /** Written at most once a minute. */
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

/** One account. Where an identity is named, it counts for as long as the identity is linked to it. */
export interface OneAccount extends Account {
  readonly identity?: Identity;
}

export interface NewSession extends Omit<Session, 'accounts' | 'lastUsedAt'> {
  /** Whose it is: all accounts of an identity, or one account. The identity is stored as a keyed hash only. */
  readonly of: Identity | OneAccount;
  /** The provider's own session (`sid`), stored as a keyed hash only; null where the provider names none. */
  readonly providerSession: string | null;
}

/** What a provider has ended: one of its own sessions, whose it was, or all of a subject. One of the two is there. */
export interface ProviderLogout {
  readonly issuer: string;
  /** The provider's own session (`sid`). */
  readonly providerSession: string | null;
  readonly subject: string | null;
}

export interface Sessions {
  /** @param secretHash SHA-256 of the secret, in base64url */
  add(session: NewSession, secretHash: string): Promise<void>;
  /** The session with this secret, also when it has expired; null where there is none. */
  withSecret(secretHash: string): Promise<Session | null>;
  /** Notes a use, unless one of the last minute is noted already. */
  used(id: Uuid, at: number): Promise<void>;
  /** The sessions that lead to an account, the newest first, also those that have expired and are not removed yet. */
  ofPerson(account: Account): Promise<readonly Session[]>;
  /** Ends a session that leads to this account. @returns whether it existed */
  end(account: Account, id: Uuid): Promise<boolean>;
  /** Ends the session with this secret. @returns whether it existed */
  endWithSecret(secretHash: string): Promise<boolean>;
  /**
   * Ends what a provider has ended: the sessions that its own session began, with those of the identity for which it named
   * no session of its own; all of the identity where no session is named. @returns how many
   */
  endOfProvider(logout: ProviderLogout): Promise<number>;
}

/** Whom a login link is for. */
export interface LoginLink extends Account {
  /** The keyed hash of the address that it was mailed to (`MailLogin.addressHash`); null where the operator made it. */
  readonly addressHash: string | null;
}

/** The links by which somebody logs in once. Only the hashes of their secrets are stored. */
export interface LoginLinks {
  /** @param secretHash SHA-256 of the secret, in base64url */
  add(link: LoginLink & { readonly expiresAt: number }, secretHash: string): Promise<void>;
  /** Whom a link is for, without using it up; null where it is unknown, used up or expired. */
  find(secretHash: string, now: number): Promise<LoginLink | null>;
  /** The same, and uses it up: of two at once, one gets it. */
  redeem(secretHash: string, now: number): Promise<LoginLink | null>;
}
