import { randomBytes } from 'node:crypto';
import {
  LoginFailed,
  loginAddress,
  logoutAddress,
  openProviders,
  provenLogin,
  rolesByTenant,
  ProviderUnavailable,
  type LoginProvider,
  type ProviderSettings,
} from '@jalon/access';
import { Browser, logInAtProvider } from './browser.js';
import { CLIENT_SECRET, startProvider, type TestProvider } from './provider.js';

const CALLBACK = 'http://127.0.0.1:1/v1/login/callback/acme';

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({
    alg: 'RS256',
    redirectUris: [CALLBACK],
    accounts: { ana: { groups: ['jalon-hr'] }, ben: {} },
  });
});
afterAll(() => provider.stop());

function settings(changes: Partial<ProviderSettings> = {}): ProviderSettings {
  return {
    name: 'acme',
    title: 'ACME',
    issuer: provider.issuer,
    tenant: 'acme',
    client: { id: 'jalon', secret: CLIENT_SECRET },
    audiences: [],
    clients: null,
    scope: 'openid',
    rolesClaim: 'groups',
    roles: { 'jalon-hr': 'hr' },
    staffNumberClaim: null,
    employer: null,
    emailDomains: [],
    ...changes,
  };
}

function providerOf(first: ProviderSettings = settings(), ...others: readonly ProviderSettings[]): LoginProvider {
  const issuer = openProviders([first, ...others]).get(first.issuer);
  if (!issuer) throw new Error('no issuer');
  return { settings: first, issuer };
}

const newSecret = () => randomBytes(32).toString('base64url');

/** Where the provider sent the browser of somebody who logged in. */
async function cameBack(client: LoginProvider, secret: string, login = 'ana'): Promise<URL> {
  const browser = new Browser();
  await logInAtProvider(browser, await loginAddress(client, CALLBACK, secret), login, CALLBACK);
  return browser.address;
}

async function flawOf(proving: Promise<unknown>): Promise<string> {
  const failure: unknown = await proving.catch((error: unknown) => error);
  if (!(failure instanceof LoginFailed)) throw new Error(`no refusal: ${String(failure)}`);
  return `${failure.flaw} ${failure.code}`;
}

describe('a login in a browser', () => {
  it('proves an identity, with the roles of its claims, by code and PKCE', async () => {
    const [client, secret] = [providerOf(), newSecret()];
    const begun = await loginAddress(client, CALLBACK, secret);
    expect(Object.fromEntries(begun.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid',
      redirect_uri: CALLBACK,
    });
    // Nothing of the browser's secret is in the address.
    expect(begun.href).not.toContain(secret);
    const proven = await provenLogin(client, await cameBack(client, secret), secret);
    expect(proven.identity).toEqual({ issuer: provider.issuer, subject: 'ana' });
    expect(rolesByTenant(proven.trusts, proven.claims)).toEqual([{ tenant: 'acme', roles: ['hr'] }]);
  });

  it('counts in each tenant that trusts the issuer by the same client', async () => {
    const client = providerOf(
      settings(),
      settings({ name: 'sud', tenant: 'sud', roles: { 'jalon-hr': 'auditor' } }),
      settings({ name: 'other', tenant: 'other', client: { id: 'another', secret: null } }),
      settings({ name: 'api', tenant: 'api', client: null }),
    );
    const secret = newSecret();
    const { trusts, claims } = await provenLogin(client, await cameBack(client, secret), secret);
    expect(rolesByTenant(trusts, claims)).toEqual([
      { tenant: 'acme', roles: ['hr'] },
      { tenant: 'sud', roles: ['auditor'] },
    ]);
  });

  it('is refused to a browser that did not begin it', async () => {
    const client = providerOf();
    const address = await cameBack(client, newSecret());
    expect(await flawOf(provenLogin(client, address, newSecret()))).toBe('stale state');
  });

  it('is refused when its code is stolen and brought with the state of another login', async () => {
    const client = providerOf();
    const [thiefs, victims] = [newSecret(), newSecret()];
    const [own, stolen] = [await cameBack(client, thiefs), await cameBack(client, victims, 'ben')];
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    // PKCE: the verifier is not the one of the login for which the code was issued.
    expect(await flawOf(provenLogin(client, own, thiefs))).toBe('unfit invalid_grant');
  });

  it('is proven once: its code is used up', async () => {
    const [client, secret] = [providerOf(), newSecret()];
    const address = await cameBack(client, secret);
    await provenLogin(client, address, secret);
    expect(await flawOf(provenLogin(client, address, secret))).toBe('unfit invalid_grant');
  });

  it('is refused when another issuer answers in the name of this one', async () => {
    const [client, secret] = [providerOf(), newSecret()];
    const address = await cameBack(client, secret);
    address.searchParams.set('iss', 'https://evil.example');
    expect(await flawOf(provenLogin(client, address, secret))).toMatch(/^unfit OAUTH_/);
  });

  it('is refused when the provider refuses it, with its code and no more', async () => {
    const [client, secret] = [providerOf(), newSecret()];
    const state = (await loginAddress(client, CALLBACK, secret)).searchParams.get('state') ?? '';
    const address = new URL(CALLBACK);
    address.search = new URLSearchParams({
      state,
      iss: provider.issuer,
      error: 'access_denied',
      error_description: '<b>',
    }).toString();
    expect(await flawOf(provenLogin(client, address, secret))).toBe('refused access_denied');
  });

  it('is refused with a wrong secret of the client', async () => {
    const client = providerOf(settings({ client: { id: 'jalon', secret: 'wrong' } }));
    const secret = newSecret();
    expect(await flawOf(provenLogin(client, await cameBack(client, secret), secret))).toBe('unfit invalid_client');
  });

  it('ends at the provider, too', async () => {
    const [client, secret] = [providerOf(), newSecret()];
    const { idToken } = await provenLogin(client, await cameBack(client, secret), secret);
    const address = await logoutAddress(client, idToken, 'http://127.0.0.1:1/v1/login');
    expect(address?.href).toContain(`${provider.issuer}/session/end?`);
    expect(address?.searchParams.get('id_token_hint')).toBe(idToken);
  });

  it('waits for a provider that is away, and logs out without it', async () => {
    await provider.stop();
    const client = providerOf();
    await expect(loginAddress(client, CALLBACK, newSecret())).rejects.toThrow(ProviderUnavailable);
    expect(await logoutAddress(client, null, CALLBACK)).toBeNull();
    await provider.start();
  });
});
