import { createHash, createHmac } from 'node:crypto';
import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  enableNonRepudiationChecks,
  None,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type ClientAuth,
  type ServerMetadata,
} from 'openid-client';
import type { Identity } from '@jalon/ports';
import { isInsecure, withoutTls } from './issuer.js';
import { ProviderUnavailable } from './kept-document.js';
import type { ProviderSettings } from './provider-settings.js';
import type { TrustedIssuer } from './providers.js';

/** How long a provider may take to answer, in seconds. */
const PATIENCE_SECONDS = 10;

/** A provider by which people log in with a browser. */
export interface LoginProvider {
  readonly settings: ProviderSettings;
  readonly issuer: TrustedIssuer;
}

/** What a login proved. */
export interface ProvenLogin {
  readonly identity: Identity;
  /** The settings of the tenants that trust the issuer by the same client. */
  readonly trusts: readonly ProviderSettings[];
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the provider takes for the end of its own session: it holds personal data, and is never stored in clear. */
  readonly idToken: string;
  /** The provider's own session (`sid`), where it names one. */
  readonly providerSession: string | null;
}

/**
 * Why a login came to nothing. `refused`: the provider says so. `stale`: it is not the login that this browser began, or
 * began too long ago. `unfit`: what the provider answered proves nobody.
 */
export type LoginFlaw = 'refused' | 'stale' | 'unfit';

/** A login by a provider failed. */
export class LoginFailed extends Error {
  override readonly name = 'LoginFailed';

  /** @param code of the protocol or of the client library, for the log; never anything that a token holds */
  constructor(
    readonly flaw: LoginFlaw,
    readonly code: string,
  ) {
    super(`login failed: ${flaw} (${code})`);
  }
}

/**
 * Where to send a browser that wants to log in by this provider.
 *
 * @param secret of this browser and this login alone: state, nonce and PKCE verifier are made from it, so nothing has to be
 *   stored until the browser comes back
 * @throws ProviderUnavailable
 */
export async function loginAddress(provider: LoginProvider, redirectUri: string, secret: string): Promise<URL> {
  const client = await clientOf(provider);
  return buildAuthorizationUrl(client, {
    redirect_uri: redirectUri,
    scope: provider.settings.scope,
    state: derived(secret, 'state'),
    nonce: derived(secret, 'nonce'),
    code_challenge: createHash('sha256').update(derived(secret, 'pkce')).digest('base64url'),
    code_challenge_method: 'S256',
  });
}

/**
 * What a browser proves that came back from its provider.
 *
 * @param address where it came back to, with the provider's parameters
 * @param secret that `loginAddress` was given
 * @throws LoginFailed, ProviderUnavailable
 */
export async function provenLogin(provider: LoginProvider, address: URL, secret: string): Promise<ProvenLogin> {
  const client = await clientOf(provider);
  const state = derived(secret, 'state');
  if (address.searchParams.get('state') !== state) throw new LoginFailed('stale', 'state');
  const tokens = await authorizationCodeGrant(client, address, {
    expectedState: state,
    expectedNonce: derived(secret, 'nonce'),
    pkceCodeVerifier: derived(secret, 'pkce'),
    idTokenExpected: true,
  }).catch((error: unknown) => {
    throw failureFrom(error, provider.settings.issuer);
  });
  const claims = tokens.claims();
  if (!claims || tokens.id_token === undefined) throw new LoginFailed('unfit', 'no_id_token');
  const { client: ours } = provider.settings;
  const trusts = provider.issuer.trusts.filter((trust) => trust.client?.id === ours?.id);
  const { sid } = claims;
  return {
    identity: { issuer: claims.iss, subject: claims.sub },
    trusts,
    claims,
    idToken: tokens.id_token,
    providerSession: typeof sid === 'string' ? sid : null,
  };
}

/**
 * Where a browser ends its session at the provider (OpenID Connect RP-Initiated Logout); null where the provider has no such
 * place, or does not answer.
 *
 * @param afterwards where the provider sends the browser then; it must be registered there
 */
export async function logoutAddress(
  provider: LoginProvider,
  idToken: string | null,
  afterwards: string,
): Promise<URL | null> {
  try {
    const client = await clientOf(provider);
    if (client.serverMetadata().end_session_endpoint === undefined) return null;
    const hint = idToken === null ? {} : { id_token_hint: idToken };
    return buildEndSessionUrl(client, { ...hint, post_logout_redirect_uri: afterwards });
  } catch (error) {
    if (error instanceof ProviderUnavailable) return null;
    throw error;
  }
}

/** 43 characters of base64url, as PKCE wants its verifier (RFC 7636, 4.1). */
const derived = (secret: string, use: string): string =>
  createHmac('sha256', secret).update(`jalon login ${use}`).digest('base64url');

async function clientOf({ settings, issuer }: LoginProvider): Promise<Configuration> {
  const { client } = settings;
  if (client === null) throw new Error(`people do not log in by the provider ${settings.name}`);
  const metadata = await issuer.metadata.get();
  const configuration = new Configuration(metadata, client.id, {}, authentication(client.secret, metadata));
  configuration.timeout = PATIENCE_SECONDS;
  if (isInsecure(settings.issuer)) withoutTls(configuration);
  // The signature of the ID token is verified, although it comes from the provider itself.
  enableNonRepudiationChecks(configuration);
  return configuration;
}

/** `client_secret_basic` is what a provider takes that lists nothing (OpenID Connect Discovery 1.0, section 3). */
function authentication(secret: string | null, metadata: ServerMetadata): ClientAuth {
  if (secret === null) return None();
  const taken = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return taken.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}

/** Only codes are kept: the library's errors hold whole answers, and so tokens. */
function failureFrom(error: unknown, issuer: string): LoginFailed | ProviderUnavailable {
  if (error instanceof AuthorizationResponseError) return new LoginFailed('refused', codeIn(error.error));
  if (error instanceof ResponseBodyError) return new LoginFailed('unfit', codeIn(error.error));
  // The provider does not know the client, or not by this secret (RFC 6749, 5.2).
  if (error instanceof WWWAuthenticateChallengeError) return new LoginFailed('unfit', 'invalid_client');
  if (error instanceof ClientError) {
    if (error.code === 'OAUTH_TIMEOUT') return new ProviderUnavailable(issuer, {});
    return new LoginFailed('unfit', codeIn(error.code));
  }
  return new ProviderUnavailable(issuer, { cause: error instanceof Error ? error.message : undefined });
}

const codeIn = (code: unknown): string =>
  typeof code === 'string' && /^[A-Za-z_]{1,60}$/.test(code) ? code : 'unknown';
