import { createHash } from 'node:crypto';
import { SignJWT, createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
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
import { bearerTokenIn, TOKEN_CLAIMS, TokenInvalid, type TokenFlaw, type VerifyCredential } from './credential.js';
import type { TokenKeys } from './token-keys.js';

const TOKEN_ISSUER = 'jalon';
const TOKEN_AUDIENCE = 'jalon';

/** Asymmetric only: a service that can verify a shared secret can also sign with it. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'];
const CLOCK_TOLERANCE_SECONDS = 5;

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

/** What a token's `typ` may say, if it says anything: other kinds of JWT are meant for another use (RFC 8725, 3.11). */
const TYPES: readonly unknown[] = ['jwt', 'application/jwt'];

/** The last moment of a date in JavaScript, in seconds since 1970 (ECMA-262, 21.4.1.1). */
const LAST_SECOND = 8_640_000_000_000;

/**
 * Verifies tokens that these keys signed, at the clock's own time. It stands last among the verifiers: any bearer token
 * that no other one takes for its own is taken for one of these, and refused as such.
 */
export function signedTokens(keys: Pick<TokenKeys, 'verifying'>, clock: Clock): VerifyCredential {
  const keySet = createLocalJWKSet({ keys: [keys.verifying] });

  return async (credentials) => {
    const token = bearerTokenIn(credentials);
    if (token === null) return null;
    if (!token.split('.').every(isCanonical)) throw new TokenInvalid('malformed');
    const { payload, protectedHeader } = await jwtVerify(token, keySet, {
      algorithms: ALGORITHMS,
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(clock.now()),
    }).catch((error: unknown) => {
      throw new TokenInvalid(flawIn(error));
    });
    refuseOtherTypes(protectedHeader.typ);
    refuseTimelessClaims(payload);
    return {
      credential: { kind: 'signed', id: createHash('sha256').update(token).digest('base64url') },
      accounts: [bearerIn(payload)],
      roles: 'stated',
      atMost: null,
      // Without `exp` it would not have been verified.
      expiresAt: (payload.exp ?? 0) * 1_000,
    };
  };
}

/** Whether these are the characters that base64url makes of their bytes. Decoders skip others, and spare bits at the end. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function refuseOtherTypes(type: unknown): void {
  if (type === undefined || (typeof type === 'string' && TYPES.includes(type.toLowerCase()))) return;
  throw new TokenInvalid('type');
}

/** JSON's `1e400` is read as infinity: such a token would never expire. */
function refuseTimelessClaims(payload: JWTPayload): void {
  for (const claim of ['exp', 'nbf', 'iat'] as const) {
    const value: unknown = payload[claim];
    const isTime = typeof value === 'number' && Math.abs(value) <= LAST_SECOND;
    if (value !== undefined && !isTime) throw new TokenInvalid(`claim-${claim}`);
  }
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

function flawIn(error: unknown): TokenFlaw {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return flawOfClaim(error.claim);
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWKSNoMatchingKey) return 'key';
  return 'malformed';
}

function flawOfClaim(claim: string): TokenFlaw {
  if (claim === 'iss') return 'issuer';
  if (claim === 'aud') return 'audience';
  if (claim === 'nbf') return 'not-yet-valid';
  const ours = TOKEN_CLAIMS.find((candidate) => candidate === claim);
  return ours ? `claim-${ours}` : 'malformed';
}
