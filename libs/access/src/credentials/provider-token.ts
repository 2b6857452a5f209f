import { createHash } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import type { Clock } from '@jalon/kernel';
import type { ProviderSettings } from '../providers/provider-settings.js';
import type { AccountsOfIdentity } from '../providers/accounts-of-identity.js';
import type { TrustedIssuer } from '../providers/providers.js';
import { bearerTokenIn, TokenInvalid, type VerifyCredential } from './credential.js';
import { verifyJwt } from './verify-jwt.js';

/**
 * Verifies access tokens of the providers: of people, and of services (client credentials). A token proves an identity;
 * its accounts are those that the identity leads to, in tenants that trust its issuer, its audience and its client.
 *
 * @returns a verifier that takes a bearer token for its own when the token names a trusted issuer
 * @throws (the verifier) TokenInvalid; ProviderUnavailable where the issuer's keys cannot be had
 */
export function providerTokens(
  issuers: ReadonlyMap<string, TrustedIssuer>,
  accountsOf: AccountsOfIdentity,
  clock: Clock,
): VerifyCredential {
  return async (credentials) => {
    const token = bearerTokenIn(credentials);
    const issuer = token === null ? undefined : issuerNamedIn(token);
    const known = issuer === undefined ? undefined : issuers.get(issuer);
    if (token === null || issuer === undefined || known === undefined) return null;
    const expected = { keys: known.keys, issuer, audience: null, types: ['at+jwt', 'jwt'] };
    const { payload, subject, type, expiresAt } = await verifyJwt(token, expected, clock);
    refuseOtherUses(payload, type);
    const trusts = trustsIn(known.trusts, payload, type);
    return {
      credential: { kind: 'provider', id: createHash('sha256').update(token).digest('base64url') },
      accounts: await accountsOf({ issuer, subject }, trusts, payload),
      roles: 'held',
      atMost: null,
      expiresAt,
    };
  };
}

/** What an unverified token says of its issuer: it only chooses the keys by which it is then verified. */
export function issuerNamedIn(token: string): string | undefined {
  try {
    const { iss }: { readonly iss?: unknown } = decodeJwt(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Refuses what a provider signs for other uses. A token without the type `at+jwt` may be an ID token, which clients hand
 * around: it holds `at_hash`, `c_hash` or a `nonce` (Keycloak once put the nonce in access tokens, too, and says in `typ`
 * which they are). A logout token holds `events`.
 */
function refuseOtherUses(payload: JWTPayload, type: string | null): void {
  const { typ, nonce, at_hash, c_hash, events, cnf } = payload;
  const isBearer = typ === 'Bearer';
  const isOther = typ !== undefined && !isBearer;
  const isIdToken =
    type !== 'at+jwt' && (at_hash !== undefined || c_hash !== undefined || (nonce !== undefined && !isBearer));
  if (isOther || isIdToken || events !== undefined) throw new TokenInvalid('use');
  // It is bound to a key of its client (RFC 8705, RFC 9449): whoever sends it as a bearer token may have stolen it.
  if (cnf !== undefined) throw new TokenInvalid('bound');
}

/** Whether a token holds what ID tokens do not: the type of access tokens (RFC 9068, Keycloak), or a scope (`scp` at Entra). */
function saysItIsAccess({ typ, scope, scp }: JWTPayload, type: string | null): boolean {
  return type === 'at+jwt' || typ === 'Bearer' || scope !== undefined || scp !== undefined;
}

/** The settings whose audience and client the token is for. */
function trustsIn(
  trusts: readonly ProviderSettings[],
  payload: JWTPayload,
  type: string | null,
): readonly ProviderSettings[] {
  const { aud, azp, client_id: clientId } = payload;
  const client = azp ?? clientId;
  const audiences = Array.isArray(aud) ? aud : [aud];
  const named = trusts.filter((trust) => trust.audiences.some((audience) => audiences.includes(audience)));
  if (named.length === 0) throw new TokenInvalid('audience');
  // The audience of an ID token is the client that asked for it. Some have no nonce, and look like access tokens.
  const clients = trusts.flatMap((trust) => trust.client?.id ?? []);
  const isPlain = !saysItIsAccess(payload, type) && (client === undefined || audiences.includes(client as string));
  const counting = isPlain ? audiences.filter((audience) => !clients.some((id) => id === audience)) : audiences;
  const forUs = named.filter((trust) => trust.audiences.some((audience) => counting.includes(audience)));
  if (forUs.length === 0) throw new TokenInvalid('use');
  const trusted = forUs.filter(({ clients }) => clients === null || clients.some((known) => known === client));
  if (trusted.length === 0) throw new TokenInvalid('client');
  return trusted;
}
