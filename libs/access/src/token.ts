import { createHash } from 'node:crypto';
import { SignJWT, createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import {
  SYSTEM_ACTOR,
  TENANT_ID,
  TOKEN_ROLES,
  isUuid,
  type Caller,
  type Clock,
  type Instant,
  type Role,
  type TokenRole,
} from '@jalon/kernel';
import type { TokenKeys } from './token-keys.js';

const TOKEN_ISSUER = 'jalon';
const TOKEN_AUDIENCE = 'jalon';

/** Asymmetric only: a service that can verify a shared secret can also sign with it. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'];
const MAX_TOKEN_LENGTH = 8_192;
const CLOCK_TOLERANCE_SECONDS = 5;

/** What a token says of its bearer. */
export interface Bearer extends Caller {
  readonly roles: readonly TokenRole[];
}

/** Who a token says its bearer is, and for how long. */
export interface Identified {
  readonly caller: Caller;
  /** When the token expires, in milliseconds since 1970: an answer that outlives its request (live updates) ends then. */
  readonly expiresAt: number;
}

/**
 * Who sends this `Authorization` header.
 *
 * @throws TokenMissing, TokenInvalid
 */
export type IdentifyCaller = (authorization: string | undefined) => Promise<Identified>;

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

/** Verifies tokens by these keys, at the clock's own time. */
export function tokenVerifier(keys: Pick<TokenKeys, 'verifying'>, clock: Clock): IdentifyCaller {
  const keySet = createLocalJWKSet({ keys: [keys.verifying] });

  return async (authorization) => {
    const { payload, protectedHeader } = await jwtVerify(tokenIn(authorization), keySet, {
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
    // Without `exp` it would not have been verified.
    return { caller: callerIn(payload), expiresAt: (payload.exp ?? 0) * 1_000 };
  };
}

/** How many tokens are remembered; beyond, the one that came least recently is verified anew. */
const REMEMBERED = 10_000;

/** How long, in milliseconds. A key that is no longer accepted so ends its tokens within this time. */
const REMEMBERED_MS = 60_000;

/**
 * Remembers who sent a token that was verified, so that a caller's further requests cost no verification of a signature.
 * No token is kept, only its hash. A token that is refused is not remembered.
 */
export function remembering(identify: IdentifyCaller, clock: Clock): IdentifyCaller {
  const known = new LRUCache<string, { readonly identified: Identified; readonly until: number }>({ max: REMEMBERED });
  return async (authorization = '') => {
    const key = createHash('sha256').update(authorization).digest('base64');
    const now = Date.parse(clock.now());
    const found = known.get(key);
    // A clock that was set back does not lengthen the time.
    if (found && now < found.until && found.until - now <= REMEMBERED_MS) return found.identified;
    const identified = await identify(authorization);
    known.set(key, { identified, until: Math.min(now + REMEMBERED_MS, identified.expiresAt) });
    return identified;
  };
}

function tokenIn(authorization: string | undefined): string {
  if (authorization === undefined || authorization.trim() === '') throw new TokenMissing();
  const [, token] = /^bearer +([^ ]+) *$/i.exec(authorization) ?? [];
  if (token === undefined) throw new TokenInvalid('scheme');
  if (token.length > MAX_TOKEN_LENGTH || !token.split('.').every(isCanonical)) throw new TokenInvalid('malformed');
  return token;
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

function callerIn(payload: JWTPayload): Caller {
  const { tenant, person, sub } = payload;
  if (typeof tenant !== 'string' || !TENANT_ID.test(tenant)) throw new TokenInvalid('claim-tenant');
  if (!isUuid(person) || person === SYSTEM_ACTOR) throw new TokenInvalid('claim-person');
  if (sub !== person) throw new TokenInvalid('claim-sub');
  const roles = rolesIn(payload);
  return { tenant, person, roles, organisation: roles.includes('organisation') ? organisationIn(payload) : null };
}

function rolesIn({ roles }: JWTPayload): readonly Role[] {
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
  const ours = TOKEN_CLAIMS.find((candidate): candidate is TokenClaim => candidate === claim);
  return ours ? `claim-${ours}` : 'malformed';
}

/** No bearer token came with the request. */
export class TokenMissing extends Error {
  override readonly name = 'TokenMissing';
}

/** What is wrong with a token, as a code. Never anything that the token holds. */
export type TokenFlaw =
  | 'scheme'
  | 'malformed'
  | 'algorithm'
  | 'type'
  | 'key'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer'
  | 'audience'
  | `claim-${TokenClaim}`;

const TOKEN_CLAIMS = ['sub', 'exp', 'nbf', 'iat', 'tenant', 'person', 'roles', 'organisation'] as const;
export type TokenClaim = (typeof TOKEN_CLAIMS)[number];

/** The token that came proves nothing. */
export class TokenInvalid extends Error {
  override readonly name = 'TokenInvalid';

  constructor(readonly flaw: TokenFlaw) {
    super(`token refused: ${flaw}`);
  }
}
