import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '@jalon/kernel';
import { TOKEN_CLAIMS, TokenInvalid, type TokenFlaw } from './credential.js';

/** Asymmetric only: a service that can verify a shared secret can also sign with it. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'];
const CLOCK_TOLERANCE_SECONDS = 5;

/** The last moment of a date in JavaScript, in seconds since 1970 (ECMA-262, 21.4.1.1). */
const LAST_SECOND = 8_640_000_000_000;

export interface ExpectedJwt {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  /** What `aud` must name one of; null where the caller compares it. */
  readonly audience: string | null;
  /**
   * What `typ` may say in lower case, if it says anything: other kinds of JWT are meant for another use (RFC 8725, 3.11).
   * Each may come with `application/` before it.
   */
  readonly types: readonly string[];
  /** Whether it may come without `sub`; it must name one when left out. */
  readonly withoutSubject?: true;
}

/** What a verified token says, and when it expires, in milliseconds since 1970. */
export interface VerifiedJwt {
  readonly payload: JWTPayload;
  /** Its `sub`; empty where it may come without one. */
  readonly subject: string;
  /** Its `typ` in lower case, without `application/`; null where it has none. */
  readonly type: string | null;
  readonly expiresAt: number;
}

/**
 * Verifies a signed token at the clock's own time, whoever issued it. Every token is verified here.
 *
 * @throws TokenInvalid, and what `keys` throws when it cannot say whether it knows the key
 */
export async function verifyJwt(token: string, expected: ExpectedJwt, clock: Clock): Promise<VerifiedJwt> {
  if (!token.split('.').every(isCanonical)) throw new TokenInvalid('malformed');
  const { keys, issuer, audience, types, withoutSubject = false } = expected;
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    algorithms: ALGORITHMS,
    issuer,
    ...(audience !== null && { audience }),
    requiredClaims: withoutSubject ? ['exp'] : ['exp', 'sub'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(clock.now()),
  }).catch((error: unknown) => {
    throw error instanceof errors.JOSEError ? new TokenInvalid(flawIn(error)) : error;
  });
  refuseTimelessClaims(payload);
  const { sub = '' }: { readonly sub?: unknown } = payload;
  if (typeof sub !== 'string' || sub.length > 255 || (sub === '' && !withoutSubject))
    throw new TokenInvalid('claim-sub');
  // Without `exp` it would not have been verified.
  return {
    payload,
    subject: sub,
    type: typeIn(protectedHeader.typ, types),
    expiresAt: (payload.exp ?? 0) * 1_000,
  };
}

/** Whether these are the characters that base64url makes of their bytes. Decoders skip others, and spare bits at the end. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function typeIn(typ: unknown, types: readonly string[]): string | null {
  if (typ === undefined) return null;
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';
  if (types.includes(type)) return type;
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

function flawIn(error: errors.JOSEError): TokenFlaw {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return flawOfClaim(error.claim);
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'key';
  return 'malformed';
}

function flawOfClaim(claim: string): TokenFlaw {
  if (claim === 'iss') return 'issuer';
  if (claim === 'aud') return 'audience';
  if (claim === 'nbf') return 'not-yet-valid';
  const ours = TOKEN_CLAIMS.find((candidate) => candidate === claim);
  return ours ? `claim-${ours}` : 'malformed';
}
