import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { systemIds } from '@jalon/application';
import {
  accountsOfIdentities,
  openProviders,
  ProviderUnavailable,
  providerTokens,
  TokenInvalid,
  type Proof,
  type ProviderSettings,
  type TrustedIssuer,
} from '@jalon/access';
import { AUDIENCE, startProvider, type TestProvider } from './provider.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';
const BATCH = '0190a000-0000-7000-8000-00000000000b';
const ZOE = '0190a000-0000-7000-8000-00000000000c';

let acme: TestProvider;
let zenith: TestProvider;
beforeAll(async () => {
  [acme, zenith] = await Promise.all([startProvider({ alg: 'ES256' }), startProvider({ alg: 'RS256' })]);
});
afterAll(() => Promise.all([acme.stop(), zenith.stop()]));

const trust = (issuer: string, changes: Partial<ProviderSettings> = {}): ProviderSettings => ({
  name: 'acme',
  title: 'ACME',
  issuer,
  tenant: 'acme',
  client: null,
  audiences: [AUDIENCE],
  clients: null,
  scope: 'openid',
  rolesClaim: 'groups',
  roles: { 'jalon-hr': 'hr', 'jalon-admins': 'admin' },
  staffNumberClaim: null,
  employer: null,
  emailDomains: [],
  ...changes,
});

/** Ana has accounts in two tenants, by the issuer of ACME. */
const linked = (): Readonly<Record<string, readonly { tenant: string; person: string }[]>> => ({
  [`${acme.issuer} ana`]: [
    { tenant: 'acme', person: ANA },
    { tenant: 'zenith', person: ZOE },
  ],
  [`${acme.issuer} batch`]: [{ tenant: 'acme', person: BATCH }],
  [`${zenith.issuer} ana`]: [
    { tenant: 'zenith', person: ZOE },
    { tenant: 'acme', person: ANA },
  ],
});

const clock = { now: () => new Date().toISOString() };

function verifierOf(
  trusts: readonly ProviderSettings[],
  issuers: ReadonlyMap<string, TrustedIssuer> = openProviders(trusts),
) {
  const verify = providerTokens(
    issuers,
    async (identity, trusts, claims) => {
      const links = linked()[`${identity.issuer} ${identity.subject}`] ?? [];
      return accountsOfIdentities({
        identities: {
          linksOf: async () =>
            links.map((link) => ({
              ...link,
              id: '',
              issuer: identity.issuer,
              how: 'administrator',
              by: null,
              handedOverBy: null,
              waitsSince: null,
              releasedBy: null,
              unlinkedAt: null,
              unlinkedBy: null,
              at: 0,
            })),
          everyLinkOfPerson: async () => [],
          link: () => Promise.reject(new Error('no rule applies')),
        },
        personWith: async () => null,
        takesTwo: async () => false,
        clock,
        ids: systemIds,
      })(identity, trusts, claims);
    },
    clock,
  );
  return (token: string) => verify({ authorization: `Bearer ${token}` });
}

const both = () => verifierOf([trust(acme.issuer), trust(zenith.issuer, { name: 'zenith', tenant: 'zenith' })]);

const accountsIn = (proof: Proof | null) =>
  proof?.accounts.map(({ tenant, person, roles }) => [tenant, person, ...roles]);

async function flawOf(verifying: Promise<unknown>): Promise<string> {
  const failure: unknown = await verifying.catch((error: unknown) => error);
  if (!(failure instanceof TokenInvalid))
    throw new Error(`no refusal but ${JSON.stringify(failure)} ${String(failure)}`);
  return failure.flaw;
}

describe('an access token of a provider', () => {
  it('proves the accounts of a service, by client credentials', async () => {
    const proof = await both()(await acme.clientToken());
    expect(proof).toMatchObject({ credential: { kind: 'provider' }, roles: 'held', atMost: null });
    expect(accountsIn(proof)).toEqual([['acme', BATCH]]);
    expect(proof?.expiresAt).toBeGreaterThan(Date.now());
  });

  it.each(['at+jwt', 'application/at+jwt', 'JWT', undefined])('is taken with %s as its type', async (typ) => {
    const token = await acme.sign({}, typ === undefined ? { typ: undefined as unknown as string } : { typ });
    expect(accountsIn(await both()(token))).toEqual([['acme', ANA]]);
  });

  it('is taken from each issuer under its own keys, be they for ES256 or RS256', async () => {
    expect(accountsIn(await both()(await zenith.sign({})))).toEqual([['zenith', ZOE]]);
  });

  it('gives the roles that its claims map to, and none for other values', async () => {
    const token = await acme.sign({ groups: ['jalon-hr', 'canteen', '__proto__', 5] });
    expect(accountsIn(await both()(token))).toEqual([['acme', ANA, 'hr']]);
    const deep = verifierOf([trust(acme.issuer, { rolesClaim: 'realm_access.roles' })]);
    expect(accountsIn(await deep(await acme.sign({ realm_access: { roles: ['jalon-admins'] } })))).toEqual([
      ['acme', ANA, 'admin'],
    ]);
    const named = verifierOf([trust(acme.issuer, { rolesClaim: 'https://jalon.example/role' })]);
    expect(accountsIn(await named(await acme.sign({ 'https://jalon.example/role': 'jalon-hr' })))).toEqual([
      ['acme', ANA, 'hr'],
    ]);
  });

  it('leads to nobody when its identity is not linked', async () => {
    expect((await both()(await acme.sign({ sub: 'somebody' })))?.accounts).toEqual([]);
  });

  it('leads to no account of a tenant that does not trust its issuer, whatever is linked there', async () => {
    expect(accountsIn(await both()(await acme.sign({})))).toEqual([['acme', ANA]]);
    const shared = verifierOf([
      trust(acme.issuer),
      trust(acme.issuer, { name: 'zenith', tenant: 'zenith', roles: { 'jalon-hr': 'admin' } }),
    ]);
    expect(accountsIn(await shared(await acme.sign({ groups: ['jalon-hr'] })))).toEqual([
      ['acme', ANA, 'hr'],
      ['zenith', ZOE, 'admin'],
    ]);
  });

  it('is of no concern here when no trusted issuer is named in it', async () => {
    expect(await both()(await acme.sign({ iss: 'https://elsewhere.example' }))).toBeNull();
    expect(await both()('jln_x')).toBeNull();
    expect(await verifierOf([])(await acme.sign({}))).toBeNull();
  });

  it('is refused when one issuer signed it in the name of another', async () => {
    expect(await flawOf(both()(await acme.sign({ iss: zenith.issuer })))).toBe('key');
    const [key] = zenith.keys;
    const named = await acme.sign({ iss: zenith.issuer }, { kid: key?.kid ?? '' });
    expect(await flawOf(both()(named))).toBe('key');
  });

  it.each<[string, Record<string, unknown>]>([
    ['audience', { aud: 'https://other.example' }],
    ['audience', { aud: undefined }],
    ['audience', { aud: ['https://other.example', 5] }],
    ['expired', { exp: Math.floor(Date.now() / 1_000) - 60 }],
    ['claim-exp', { exp: undefined }],
    ['not-yet-valid', { nbf: Math.floor(Date.now() / 1_000) + 600 }],
    ['claim-sub', { sub: undefined }],
    ['claim-sub', { sub: '' }],
    ['use', { typ: 'ID' }],
    ['use', { typ: 'Refresh' }],
    ['use', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ['bound', { cnf: { jkt: 'x' } }],
  ])('is refused for its %s when it claims %j', async (flaw, claims) => {
    expect(await flawOf(both()(await acme.sign(claims)))).toBe(flaw);
  });

  it('is refused when it is an ID token, but not when it is an older access token of Keycloak', async () => {
    for (const claims of [{ nonce: 'n' }, { at_hash: 'h' }, { c_hash: 'h' }, { nonce: 'n', typ: 'ID' }]) {
      expect(await flawOf(both()(await acme.sign(claims, { typ: 'JWT' })))).toBe('use');
    }
    expect(await both()(await acme.sign({ nonce: 'n', typ: 'Bearer' }, { typ: 'JWT' }))).not.toBeNull();
  });

  it('is told from an ID token without a nonce where its audience is the client itself', async () => {
    const client = { id: 'jalon', secret: null };
    const verify = verifierOf([trust(acme.issuer, { client, audiences: ['jalon', AUDIENCE] })]);
    const token = (claims: object, typ = 'JWT') => acme.sign({ aud: 'jalon', ...claims }, { typ });
    for (const claims of [
      {},
      { azp: 'jalon' },
      { aud: ['jalon'] },
      { aud: ['jalon', 'other'], azp: 'jalon', roles: ['x'] },
    ])
      expect(await flawOf(verify(await token(claims)))).toBe('use');
    for (const claims of [{ scp: 'access' }, { scope: 'openid' }, { azp: 'batch', roles: [] }, { typ: 'Bearer' }])
      expect(accountsIn(await verify(await token(claims)))).toEqual([['acme', ANA]]);
    expect(await verify(await token({}, 'at+jwt'))).not.toBeNull();
    expect(await verify(await token({ aud: AUDIENCE }))).not.toBeNull();
  });

  it.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', ''])('is refused with %j as its type', async (typ) => {
    expect(await flawOf(both()(await acme.sign({}, { typ })))).toBe('type');
  });

  it('is refused for its client where the clients are listed', async () => {
    const listed = verifierOf([trust(acme.issuer, { clients: ['batch', 'app'] })]);
    expect(await listed(await acme.clientToken())).not.toBeNull();
    expect(await listed(await acme.sign({ azp: 'app' }))).not.toBeNull();
    expect(await flawOf(listed(await acme.sign({ azp: 'another', client_id: 'batch' })))).toBe('client');
    expect(await flawOf(listed(await acme.sign({})))).toBe('client');
  });

  it('is refused where no audience of this provider is configured', async () => {
    expect(await flawOf(verifierOf([trust(acme.issuer, { audiences: [] })])(await acme.sign({})))).toBe('audience');
  });

  it('is refused under a shared secret, and unsigned', async () => {
    const claims = { iss: acme.issuer, aud: AUDIENCE, sub: 'ana', exp: Math.floor(Date.now() / 1_000) + 60 };
    const shared = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(createSecretKey(Buffer.alloc(32)));
    expect(await flawOf(both()(shared))).toBe('algorithm');
    const [, payload] = shared.split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await flawOf(both()(`${unsigned}.${payload}.`))).toBe('algorithm');
  });

  it('is never verified by a key that it brings or names itself', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'own', alg: 'ES256', use: 'sig' };
    let asked = 0;
    const host = createServer((_request, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/jwks`;
    const claims = { iss: acme.issuer, aud: AUDIENCE, sub: 'ana', exp: Math.floor(Date.now() / 1_000) + 60 };
    for (const header of [{ jwk }, { jku: url }, { x5u: url }, { x5c: ['AAAA'] }]) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'own', ...header })
        .sign(privateKey);
      expect(await flawOf(both()(token))).toBe('key');
    }
    // The same headers do no harm to a token that the provider did sign.
    expect(await both()(await acme.sign({}, { jku: url, x5u: url }))).not.toBeNull();
    host.close();
    expect(asked).toBe(0);
  });
});

describe('the keys of a provider', () => {
  let provider: TestProvider;
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(() => provider.stop());

  /** The requests that this process makes, by their path. */
  function counted() {
    const paths: string[] = [];
    const real = globalThis.fetch;
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      paths.push(new URL(input instanceof Request ? input.url : input).pathname);
      return real(input, init);
    });
    return { paths, restore: () => spy.mockRestore() };
  }

  it('are fetched once, whoever asks at the same time', async () => {
    const verify = verifierOf([trust(provider.issuer)]);
    const token = await provider.sign({});
    const { paths, restore } = counted();
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    await verify(token);
    restore();
    expect(paths).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  it('are not fetched for each token with an unknown key', async () => {
    const verify = verifierOf([trust(provider.issuer)]);
    await verify(await provider.sign({}));
    const { paths, restore } = counted();
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => provider.sign({}, { kid: `no-${n}` })));
    expect(await Promise.all(tokens.map((token) => flawOf(verify(token))))).toEqual(tokens.map(() => 'key'));
    restore();
    expect(paths).toEqual([]);
  });

  it('are fetched again when the provider has changed them', async () => {
    let now = 0;
    const verify = verifierOf(
      [trust(provider.issuer)],
      openProviders([trust(provider.issuer)], () => now),
    );
    const old = await provider.sign({});
    await verify(old);
    await provider.stop();
    await provider.changeKeys();
    await provider.start();
    now += 30_000;
    expect(await verify(await provider.sign({}))).not.toBeNull();
    expect(await flawOf(verify(old))).toBe('key');
  });

  it('that are known are used for an hour while the provider is away, and it is asked every ten seconds', async () => {
    let now = 0;
    const verify = verifierOf(
      [trust(provider.issuer)],
      openProviders([trust(provider.issuer)], () => now),
    );
    const token = await provider.sign({});
    await verify(token);
    await provider.stop();
    const { paths, restore } = counted();
    now += 600_000;
    await Promise.all([verify(token), verify(token)]);
    await verify(token);
    now += 9_999;
    await verify(token);
    expect(paths).toHaveLength(1);
    now += 1;
    expect(await verify(token)).not.toBeNull();
    expect(paths).toHaveLength(2);
    restore();
    now = 3_599_999;
    expect(await verify(token)).not.toBeNull();
    now = 3_600_000;
    await expect(verify(token)).rejects.toThrow(ProviderUnavailable);
    await provider.start();
    now += 10_000;
    expect(await verify(token)).not.toBeNull();
  });

  it('that cannot be had refuse nothing for good: the provider is unavailable', async () => {
    await provider.stop();
    const verify = verifierOf([trust(provider.issuer)]);
    await expect(verify(await provider.sign({}))).rejects.toThrow(ProviderUnavailable);
    await provider.start();
  });

  it('are not taken from a provider that calls itself by another name', async () => {
    const issuer = provider.issuer.replace('127.0.0.1', 'localhost');
    const token = await provider.sign({ iss: issuer });
    await expect(verifierOf([trust(issuer)])(token)).rejects.toThrow(ProviderUnavailable);
  });
});
