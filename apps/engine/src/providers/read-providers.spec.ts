import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProviders } from './read-providers.js';

const folder = mkdtempSync(join(tmpdir(), 'jalon-providers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const faultsOf = (env: Record<string, string>) => readProviders(env).wrong.map(({ en }) => en);
const faultsIn = (...providers: readonly object[]) => faultsOf({ OIDC_PROVIDERS_FILE: written(providers) });

const ONE = { OIDC_ISSUER: 'https://login.example.org/acme', OIDC_CLIENT_ID: 'jalon' };
const ACME = { name: 'acme', issuer: 'https://login.example.org/acme', audience: 'jalon' };

describe('the providers of an installation', () => {
  it('are none where nothing is set', () => {
    expect(readProviders({})).toEqual({ providers: [], wrong: [] });
  });

  it('may be one, described by variables', () => {
    const secret = written('s3cret\nand more');
    const { providers, wrong } = readProviders({
      ...ONE,
      OIDC_CLIENT_SECRET_FILE: secret,
      OIDC_AUDIENCE: 'api://jalon, https://jalon.example.org',
      OIDC_ROLES_CLAIM: 'groups',
      OIDC_EMAIL_DOMAINS: 'ACME.example',
      OIDC_ROLES: 'cn=hr,people=hr, jalon-admins=admin'.replace('cn=hr,', 'cn=staff=hr,'),
    });
    expect(wrong).toEqual([]);
    expect(providers).toEqual([
      {
        name: 'sso',
        title: 'sso',
        issuer: 'https://login.example.org/acme',
        tenant: 'main',
        client: { id: 'jalon', secret: 's3cret' },
        audiences: ['api://jalon', 'https://jalon.example.org'],
        clients: null,
        scope: 'openid',
        rolesClaim: 'groups',
        roles: { 'cn=staff': 'hr', people: 'hr', 'jalon-admins': 'admin' },
        staffNumberClaim: null,
        employer: null,
        emailDomains: ['acme.example'],
      },
    ]);
  });

  it('may be several in a file, and several tenants may trust one issuer', () => {
    const file = written([ACME, { ...ACME, name: 'acme-sud', tenant: 'sud', clients: ['batch'] }]);
    const { providers, wrong } = readProviders({ OIDC_PROVIDERS_FILE: file });
    expect(wrong).toEqual([]);
    expect(providers.map(({ name, tenant, clients, client }) => [name, tenant, clients, client])).toEqual([
      ['acme', 'main', null, null],
      ['acme-sud', 'sud', ['batch'], null],
    ]);
  });

  it.each([
    ['http://login.example.org'],
    ['login.example.org'],
    ['https://login.example.org?x=1'],
    ['https://login.example.org#x'],
    ['https://user:pw@login.example.org'],
    ['ftp://localhost'],
  ])('are refused with %s for an issuer', (issuer) => {
    expect(faultsOf({ ...ONE, OIDC_ISSUER: issuer })).toEqual([expect.stringMatching(/^OIDC_ISSUER is no issuer/)]);
  });

  it.each(['http://127.0.0.1:4000', 'http://localhost:4000/realms/x', 'http://[::1]:4000', 'https://x.example/'])(
    'are taken with %s for an issuer',
    (issuer) => {
      expect(faultsOf({ ...ONE, OIDC_ISSUER: issuer })).toEqual([]);
    },
  );

  it.each<[string, Record<string, string>]>([
    ['OIDC_CLIENT_ID is set without OIDC_ISSUER', { OIDC_ISSUER: '' }],
    ['OIDC_ISSUER has neither a client nor an audience', { OIDC_CLIENT_ID: '' }],
    ['OIDC_CLIENT_SECRET and OIDC_CLIENT_SECRET_FILE', { OIDC_CLIENT_SECRET: 'a', OIDC_CLIENT_SECRET_FILE: '/none' }],
    ['OIDC_CLIENT_SECRET_FILE names a file that cannot be read', { OIDC_CLIENT_SECRET_FILE: '/none' }],
    [
      'OIDC_CLIENT_SECRET is set without a client',
      { OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: 'a', OIDC_AUDIENCE: 'jalon' },
    ],
    ['OIDC_EMAIL_DOMAINS holds "*.org"', { OIDC_EMAIL_DOMAINS: 'a.org,*.org' }],
    ['OIDC_TENANT is "Main"', { OIDC_TENANT: 'Main' }],
    ['OIDC_SCOPE does not hold the scope openid', { OIDC_SCOPE: 'profile' }],
    ['OIDC_ROLES holds "jalon-hr"', { OIDC_ROLES_CLAIM: 'groups', OIDC_ROLES: 'jalon-hr,a=hr' }],
    ['OIDC_ROLES holds "x=organisation"', { OIDC_ROLES_CLAIM: 'groups', OIDC_ROLES: 'x=organisation' }],
    ['OIDC_ROLES holds "x=operator"', { OIDC_ROLES_CLAIM: 'groups', OIDC_ROLES: 'x=operator' }],
    ['OIDC_ROLES_CLAIM needs OIDC_ROLES', { OIDC_ROLES_CLAIM: 'groups' }],
    ['OIDC_ROLES needs OIDC_ROLES_CLAIM', { OIDC_ROLES: 'a=hr' }],
    ['OIDC_STAFF_NUMBER_CLAIM and OIDC_EMPLOYER need each other', { OIDC_STAFF_NUMBER_CLAIM: 'number' }],
    ['OIDC_STAFF_NUMBER_CLAIM and OIDC_EMPLOYER need each other', { OIDC_EMPLOYER: randomUUID() }],
    ['OIDC_EMPLOYER is "acme"', { OIDC_STAFF_NUMBER_CLAIM: 'number', OIDC_EMPLOYER: 'acme' }],
  ])('are refused: %s', (sentence, changes) => {
    const env = Object.fromEntries(Object.entries({ ...ONE, ...changes }).filter(([, value]) => value !== ''));
    expect(faultsOf(env)[0]).toContain(sentence);
  });

  it('are refused in a file that is no list of objects', () => {
    for (const content of ['nonsense', '{}', '[1]', '[[]]', '[null]']) {
      expect(faultsOf({ OIDC_PROVIDERS_FILE: written(content) })).toEqual([
        expect.stringContaining('is not a JSON list'),
      ]);
    }
    expect(faultsOf({ OIDC_PROVIDERS_FILE: '/none.json' })).toEqual([expect.stringContaining('/none.json')]);
  });

  it('are refused by the place of each fault in the file', () => {
    expect(faultsIn(ACME, { ...ACME, name: 'b', tenant: 'b', client_id: 'x', title: 5, roles: ['hr'] })).toEqual([
      expect.stringContaining('OIDC_PROVIDERS_FILE[1].client_id is no setting'),
      expect.stringContaining('OIDC_PROVIDERS_FILE[1].roles holds ""'),
      expect.stringContaining('OIDC_PROVIDERS_FILE[1].title is not a text'),
    ]);
    // The name is a part of the addresses to which the providers send browsers back.
    for (const name of [undefined, '', 'ACME', 'a/b', '..', 'a.b', 'a%2fb', 'a?b', 'é', '1a', 'a'.repeat(41)])
      expect(faultsIn({ ...ACME, name })).toEqual([expect.stringContaining('OIDC_PROVIDERS_FILE[0].name is')]);
  });

  it('are refused twice under one name, twice for one tenant, or in two ways at once', () => {
    expect(faultsIn(ACME, { ...ACME, tenant: 'b' })).toEqual([expect.stringContaining('acme is the name of two')]);
    expect(faultsIn(ACME, { ...ACME, name: 'b' })).toEqual([expect.stringContaining('repeats the issuer')]);
    expect(faultsOf({ ...ONE, OIDC_PROVIDERS_FILE: written([ACME]) })).toEqual([
      expect.stringContaining('OIDC_PROVIDERS_FILE is set, and OIDC_ISSUER too'),
    ]);
  });

  it('never show a secret', () => {
    const said = faultsIn({ name: 5, issuer: 'https://u:hunter2@x', clientSecret: 'hunter2\n', audience: 5, roles: 1 });
    expect(said.length).toBeGreaterThan(4);
    expect(said.join()).not.toContain('hunter2');
  });
});
