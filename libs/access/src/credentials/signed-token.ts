import { createHash } from 'node:crypto';
import { SignJWT, createLocalJWKSet, type JWTPayload } from 'jose';
import {
  SYSTEM_ACTOR,
  TENANT_ID,
  TOKEN_ROLES,
  isUuid,
  type Caller,
  type Clock,
  type Instant,
  type TokenRole,
} from '@jalon/kernel';
import { bearerTokenIn, TokenInvalid, type VerifyCredential } from './credential.js';
import type { TokenKeys } from './token-keys.js';
import { verifyJwt } from './verify-jwt.js';

const TOKEN_ISSUER = 'jalon';
const TOKEN_AUDIENCE = 'jalon';

/** What a token says of its bearer. */
export interface Bearer extends Caller {
  readonly roles: readonly TokenRole[];
}

/** Signs a token that says who its bearer is, valid for `expiresIn` seconds from `now`. */
export function mintToken(
  keys: TokenKeys,
  bearer: Bearer,
  { now, expiresIn }: { now: Instant; expiresIn: number },
): Promise<string> {
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  const { tenant, person, roles, organisation } = bearer;
  return new SignJWT({ tenant, person, roles, ...(organisation === null ? {} : { organisation }) })
    .setProtectedHeader({ alg: 'EdDSA', kid: keys.verifying.kid, typ: 'JWT' })
    .setSubject(person)
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expiresIn)
    .sign(keys.signing);
}

/**
 * Verifies tokens that these keys signed, at the clock's own time. It stands last among the verifiers: any bearer token
 * that no other one takes for its own is taken for one of these, and refused as such.
 */
export function signedTokens(keys: Pick<TokenKeys, 'verifying'>, clock: Clock): VerifyCredential {
  const expected = {
    keys: createLocalJWKSet({ keys: [keys.verifying] }),
    issuer: TOKEN_ISSUER,
    audience: TOKEN_AUDIENCE,
    types: ['jwt'],
  };

  return async (credentials) => {
    const token = bearerTokenIn(credentials);
    if (token === null) return null;
    const { payload, expiresAt } = await verifyJwt(token, expected, clock);
    return {
      credential: { kind: 'signed', id: createHash('sha256').update(token).digest('base64url') },
      accounts: [bearerIn(payload)],
      roles: 'stated',
      atMost: null,
      expiresAt,
    };
  };
}

function bearerIn(payload: JWTPayload): Bearer {
  const { tenant, person, sub } = payload;
  if (typeof tenant !== 'string' || !TENANT_ID.test(tenant)) throw new TokenInvalid('claim-tenant');
  if (!isUuid(person) || person === SYSTEM_ACTOR) throw new TokenInvalid('claim-person');
  if (sub !== person) throw new TokenInvalid('claim-sub');
  const roles = rolesIn(payload);
  return { tenant, person, roles, organisation: roles.includes('organisation') ? organisationIn(payload) : null };
}

function rolesIn({ roles }: JWTPayload): readonly TokenRole[] {
  const named: readonly unknown[] = Array.isArray(roles) ? roles : [];
  const held = TOKEN_ROLES.filter((role) => named.includes(role));
  // A token with an unknown role was meant for something else.
  if (held.length === 0 || held.length !== new Set(named).size) throw new TokenInvalid('claim-roles');
  return held;
}

function organisationIn({ organisation }: JWTPayload): string {
  if (!isUuid(organisation)) throw new TokenInvalid('claim-organisation');
  return organisation;
}
