import type { TenantId, TokenRole, Uuid } from '@jalon/kernel';

/** What a request carries to say who sends it: the values of its headers, unread. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
  /** `Jalon-Tenant`: which of several accounts is meant. Not needed with one. */
  readonly tenant?: string | undefined;
  /** `Jalon-Organisation`: for which of several organisations the caller speaks. Not needed with one. */
  readonly organisation?: string | undefined;
}

/**
 * The kinds of credentials: a token that this installation signed, a token of an identity provider, an API token, a
 * browser's session.
 */
export const CREDENTIAL_KINDS = ['signed', 'provider', 'api-token', 'session'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** Which credential it was. Its id names it in logs and records, and is never the secret itself. */
export interface Credential {
  readonly kind: CredentialKind;
  readonly id: string;
  /** Of a session: the provider that proved the identity; null where none did. */
  readonly provider?: string | null;
}

/** An account (a person of a tenant) to which a credential leads, before the directory is asked about it. */
export interface ProvenAccount {
  readonly tenant: TenantId;
  readonly person: Uuid;
  /** The roles that the credential itself gives here: those that a signed token says, those that a provider's claims map to. */
  readonly roles: readonly TokenRole[];
  /**
   * The one organisation that the credential is for: a signed token names it, and an API token that was made for one speaks
   * for no other. Null where the directory alone says for whom the person speaks.
   */
  readonly organisation: Uuid | null;
  /** Who was given the link that made the account's identity, to pass it on (`Caller.handedOverBy`). */
  readonly handedOverBy?: Uuid;
}

/** What a verified credential proves. */
export interface Proof {
  readonly credential: Credential;
  /** Every account of its identity; none where an identity is proven that is linked to nobody. */
  readonly accounts: readonly ProvenAccount[];
  /**
   * `stated`: the roles are exactly those of `accounts`. `held`: they are added to those that the person holds in the
   * directory and by grants.
   */
  readonly roles: 'stated' | 'held';
  /** The roles that the credential can be used for at most, of those that the person holds; null for all. */
  readonly atMost: readonly TokenRole[] | null;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Verifies one kind of credential: null where the request carries none of its kind.
 *
 * @throws TokenInvalid where it carries one that proves nothing
 */
export type VerifyCredential = (credentials: Credentials) => Promise<Proof | null>;

/** Longer tokens are refused unread. */
const MAX_TOKEN_LENGTH = 8_192;

/**
 * The bearer token of an `Authorization` header; null where there is no such header.
 *
 * @throws TokenInvalid for another scheme, and for a token that is too long
 */
export function bearerTokenIn({ authorization }: Credentials): string | null {
  if (authorization === undefined || authorization.trim() === '') return null;
  const [, token] = /^bearer +([^ ]+) *$/i.exec(authorization) ?? [];
  if (token === undefined) throw new TokenInvalid('scheme');
  if (token.length > MAX_TOKEN_LENGTH) throw new TokenInvalid('malformed');
  return token;
}

/** No credential came with the request. */
export class CredentialMissing extends Error {
  override readonly name = 'CredentialMissing';
}

/** What is wrong with a token, as a code. Never anything that the token holds. */
export type TokenFlaw =
  | 'scheme'
  | 'malformed'
  | 'algorithm'
  | 'type'
  | 'key'
  | 'signature'
  | 'unknown'
  | 'revoked'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer'
  | 'audience'
  | 'use'
  | 'bound'
  | 'client'
  | `claim-${TokenClaim}`;

export const TOKEN_CLAIMS = ['sub', 'exp', 'nbf', 'iat', 'tenant', 'person', 'roles', 'organisation'] as const;
export type TokenClaim = (typeof TOKEN_CLAIMS)[number];

/** The token that came proves nothing. */
export class TokenInvalid extends Error {
  override readonly name = 'TokenInvalid';

  constructor(readonly flaw: TokenFlaw) {
    super(`token refused: ${flaw}`);
  }
}
