import type { Role, Uuid } from '@jalon/kernel';
import type { Account } from './identities.js';

/** A token that a script or a BI tool authenticates with. The secret itself is stored nowhere, only its hash. */
export interface ApiToken extends Account {
  readonly id: Uuid;
  /** What its maker calls it. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** The organisation that its caller speaks for; null where it speaks for none. */
  readonly organisation: Uuid | null;
  /** The person who made it; null where the operator did, at the command line. */
  readonly madeBy: Uuid | null;
  /** Another person who handed over the access by which it was made, or this token itself; null where nobody did. */
  readonly handedOverBy: Uuid | null;
  /** In epoch milliseconds, as are all times here. */
  readonly madeAt: number;
  readonly expiresAt: number;
  /** Null where it was never used. Written at most once a minute. */
  readonly lastUsedAt: number | null;
  /** Null where it is not revoked. */
  readonly revokedAt: number | null;
  /** The person who revoked it; null where nobody did, or the operator did. */
  readonly revokedBy: Uuid | null;
}

export type NewApiToken = Omit<ApiToken, 'lastUsedAt' | 'revokedAt' | 'revokedBy'>;

export interface ApiTokens {
  /** @param secretHash SHA-256 of the secret, in base64url. A secret of 32 random bytes needs no slow hash. */
  add(token: NewApiToken, secretHash: string): Promise<void>;
  /** The token with this secret, also when it has expired or was revoked; null where there is none. */
  withSecret(secretHash: string): Promise<ApiToken | null>;
  /** The token of a tenant with this id; null where there is none. */
  withId(tenant: string, id: Uuid): Promise<ApiToken | null>;
  /** A person's tokens, the newest first, also those that have ended and are not removed yet. */
  ofPerson(account: Account): Promise<readonly ApiToken[]>;
  /** Revokes a token. One that is revoked stays as it is. @returns whether this call revoked it */
  revoke(tenant: string, id: Uuid, at: number, by: Uuid | null): Promise<boolean>;
  /** Notes a use, unless one of the last minute is noted already. */
  used(id: Uuid, at: number): Promise<void>;
}
