import type { Clock } from '@jalon/kernel';
import type { ProviderLogout } from '@jalon/ports';
import { TokenInvalid } from '../credentials/credential.js';
import { issuerNamedIn } from '../credentials/provider-token.js';
import { verifyJwt } from '../credentials/verify-jwt.js';
import type { TrustedIssuer } from './providers.js';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * What a provider says by a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6).
 *
 * @throws TokenInvalid, ProviderUnavailable
 */
export async function readLogoutToken(
  token: string,
  issuers: ReadonlyMap<string, TrustedIssuer>,
  clock: Clock,
): Promise<ProviderLogout> {
  const issuer = issuerNamedIn(token);
  const known = issuer === undefined ? undefined : issuers.get(issuer);
  if (issuer === undefined || known === undefined) throw new TokenInvalid('issuer');
  const expected = { keys: known.keys, issuer, audience: null, types: ['logout+jwt', 'jwt'] };
  const { payload, subject } = await verifyJwt(token, { ...expected, withoutSubject: true }, clock);
  const { aud, events, nonce, sid } = payload as Readonly<Record<string, unknown>>;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!known.trusts.some(({ client }) => client !== null && audiences.includes(client.id))) {
    throw new TokenInvalid('audience');
  }
  // An ID token has no such event, and a logout token no nonce: neither passes for the other.
  const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, LOGOUT_EVENT);
  if (!isLogout || nonce !== undefined) throw new TokenInvalid('use');
  const providerSession = typeof sid === 'string' && sid !== '' ? sid : null;
  if (providerSession === null && subject === '') throw new TokenInvalid('claim-sub');
  return { issuer, providerSession, subject: subject === '' ? null : subject };
}
