import { crc32 } from 'node:zlib';
import type { Clock, Random, TokenRole } from '@jalon/kernel';
import type { ApiToken, ApiTokens } from '@jalon/ports';
import { bearerTokenIn, TokenInvalid, type VerifyCredential } from './credential.js';
import { hashOfSecret, SECRET_BYTES } from './secrets.js';

/** What every API token begins with, so that people and secret scanners recognise one. */
export const API_TOKEN_PREFIX = 'jln_';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^43 is more than 2^256. */
const SECRET_LENGTH = 43;
/** 62^6 is more than 2^32. */
const CHECKSUM_LENGTH = 6;
const FORM = new RegExp(`^${API_TOKEN_PREFIX}([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

/** A new API token: the prefix, 32 random bytes in base 62, and the CRC-32 of both, by which scanners tell it from other text. */
export function newApiToken(random: Random): string {
  const number = BigInt(`0x${Buffer.from(random.bytes(SECRET_BYTES)).toString('hex')}`);
  const text = API_TOKEN_PREFIX + inBase62(number, SECRET_LENGTH);
  return text + checksumOf(text);
}

/** Whether a text is an API token, by its form and checksum. */
export function isApiToken(text: string): boolean {
  const [, , checksum] = FORM.exec(text) ?? [];
  return checksum !== undefined && checksum === checksumOf(text.slice(0, -CHECKSUM_LENGTH));
}

/**
 * Verifies API tokens. Those that the operator made at the command line have exactly the roles that they state; those of a
 * person have at most the roles that the person holds.
 */
export function apiTokens(tokens: Pick<ApiTokens, 'withSecret' | 'used'>, clock: Clock): VerifyCredential {
  return async (credentials) => {
    const secret = bearerTokenIn(credentials);
    if (secret === null || !secret.startsWith(API_TOKEN_PREFIX)) return null;
    if (!isApiToken(secret)) throw new TokenInvalid('malformed');
    const token = await tokens.withSecret(hashOfSecret(secret));
    if (!token) throw new TokenInvalid('unknown');
    if (token.revokedAt !== null) throw new TokenInvalid('revoked');
    const now = Date.parse(clock.now());
    if (token.expiresAt <= now) throw new TokenInvalid('expired');
    // A store that takes no writes now keeps nobody out: its readiness tells the operator.
    await tokens.used(token.id, now).catch(() => undefined);
    return proofOf(token);
  };
}

function proofOf({ id, tenant, person, organisation, expiresAt, madeBy, handedOverBy, ...token }: ApiToken) {
  const roles = token.roles as readonly TokenRole[];
  const isStated = madeBy === null;
  const mark = handedOverBy === null ? {} : { handedOverBy };
  return {
    credential: { kind: 'api-token', id },
    accounts: [{ tenant, person, organisation, roles: isStated ? roles : [], ...mark }],
    roles: isStated ? 'stated' : 'held',
    atMost: isStated ? null : roles,
    expiresAt,
  } as const;
}

const checksumOf = (text: string): string => inBase62(BigInt(crc32(text)), CHECKSUM_LENGTH);

function inBase62(number: bigint, length: number): string {
  let text = '';
  for (let left = number; text.length < length; left /= 62n) text = DIGITS.charAt(Number(left % 62n)) + text;
  return text;
}
