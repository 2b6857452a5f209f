import { randomUUID } from 'node:crypto';
import { answerOf, jalon } from '../e2e/cli.js';
import { clientOf, type Client } from '../e2e/client.js';
import { newFolders, removeFolders, startService, type Folders, type Service } from '../e2e/service.js';
import { Browser, logInAtProvider } from './browser.js';
import { AUDIENCE, CLIENT_SECRET, freePort, startProvider, type TestProvider } from './provider.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The HR of two tenants link people to the identities of two providers. */
describe('logins by real providers', () => {
  let folders: Folders;
  let service: Service;
  let acme: TestProvider;
  let zenith: TestProvider;
  const people: Record<'ana' | 'batch' | 'samirHere' | 'samirThere', string> = {
    ana: randomUUID(),
    batch: randomUUID(),
    samirHere: randomUUID(),
    samirThere: randomUUID(),
  };
  /** Whose staff numbers the first provider names. */
  const ruledEmployer = randomUUID();
  let admin: Client;
  let otherAdmin: Client;

  const link = (by: Client, person: string, issuer: string, subject: string) =>
    by.send('POST', `/v1/people/${person}/identities`, { body: { issuer, subject } });

  /** Links, and has a second administrator release it where it waits for one. */
  const linkByTwo = async (by: Client, person: string, issuer: string, subject: string) => {
    const made = await link(by, person, issuer, subject);
    if (!made.body.waiting) return made;
    const second = await clientOf(service, { roles: ['admin'], tenant: by.tenant });
    return second.send('POST', `/v1/people/${person}/identities/${made.body.id}/release`);
  };

  beforeAll(async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const redirectUrisOf = (name: string) => [`${origin}/v1/login/callback/${name}`];
    const afterLogout = [`${origin}/v1/login`];
    [acme, zenith] = await Promise.all([
      startProvider({
        redirectUris: redirectUrisOf('acme'),
        afterLogout,
        accounts: {
          ana: { groups: ['jalon-hr'] },
          samir: {},
          nobody: {},
          rita: { employee_number: 'E 77' },
          tom: { email: 'Tom@acme.example', email_verified: true },
          tomTwice: { email: 'tom@acme.example', email_verified: true },
          liar: { email: 'lea@acme.example', email_verified: false },
          stranger: { email: 'lea@evil.example', email_verified: true },
        },
        withoutIssuer: true,
        backChannelLogout: `${origin}/v1/logout/by-provider`,
      }),
      startProvider({
        redirectUris: redirectUrisOf('zenith'),
        afterLogout,
        alg: 'RS256',
        withoutIssuer: true,
        accounts: { ana: {}, samir: {} },
      }),
    ]);
    folders = newFolders();
    const file = join(folders.root, 'providers.json');
    const client = { clientId: 'jalon', clientSecret: CLIENT_SECRET, audience: AUDIENCE };
    const roles = { rolesClaim: 'groups', roles: { 'jalon-hr': 'hr' } };
    const rules = { staffNumberClaim: 'employee_number', employer: ruledEmployer, emailDomains: ['acme.example'] };
    writeFileSync(
      file,
      JSON.stringify([
        { name: 'acme', title: 'ACME & <fils>', issuer: acme.issuer, ...client, ...roles, ...rules },
        { name: 'zenith', issuer: zenith.issuer, tenant: 'zenith', ...client },
        { name: 'acme-zenith', issuer: acme.issuer, tenant: 'zenith', ...client },
      ]),
    );
    service = await startService(folders, { PORT: String(port), OIDC_PROVIDERS_FILE: file });
    await jalon(folders, 'tenant', 'open', 'zenith');
    admin = await clientOf(service, { roles: ['admin'] });
    otherAdmin = await clientOf(service, { roles: ['admin'], tenant: 'zenith' });
    for (const [by, id, givenName] of [
      [admin, people.ana, 'Ana'],
      [admin, people.batch, 'Nightly'],
      [admin, people.samirHere, 'Samir'],
      [otherAdmin, people.samirThere, 'Samir'],
    ] as const) {
      expect(await by.post('/v1/people', { id, givenName, familyName: 'Test' })).toMatchObject({ status: 201 });
    }
  });
  afterAll(async () => {
    await service.end();
    await Promise.all([acme.stop(), zenith.stop()]);
    removeFolders(folders);
  });

  const bearer = (token: string, path = '/v1/people', headers = {}) =>
    fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });

  describe('a link of an identity to a person', () => {
    it('is made, listed and removed by an administrator', async () => {
      const made = await link(admin, people.ana, acme.issuer, 'temporary');
      expect(made).toMatchObject({
        status: 200,
        body: { issuer: acme.issuer, how: 'administrator', by: admin.person, handedOverBy: admin.person },
      });
      const path = `/v1/people/${people.ana}/identities`;
      expect((await admin.get(path)).body).toEqual({ items: [made.body] });
      const removal = `${path}/${made.body.id}/removal`;
      expect(await admin.send('POST', removal)).toMatchObject({ status: 200, body: { id: made.body.id } });
      expect(await admin.send('POST', removal)).toMatchObject({ status: 404, body: { code: 'IDENTITY_LINK_UNKNOWN' } });
      expect((await admin.get(path)).body).toEqual({
        items: [{ ...made.body, unlinkedAt: expect.any(String) as string, unlinkedBy: admin.person }],
      });
    });

    it('is refused to anybody else, for an unknown person or issuer, and to a second person', async () => {
      const hr = await clientOf(service, { roles: ['hr'] });
      expect(await link(hr, people.ana, acme.issuer, 'x')).toMatchObject({
        status: 403,
        body: { code: 'ROLE_REQUIRED' },
      });
      expect(await link(admin, randomUUID(), acme.issuer, 'x')).toMatchObject({
        status: 404,
        body: { code: 'PERSON_NOT_REGISTERED' },
      });
      // The provider of the other tenant has no say here.
      expect(await link(admin, people.ana, zenith.issuer, 'x')).toMatchObject({
        status: 422,
        body: { code: 'ISSUER_UNTRUSTED' },
      });
      expect(await link(admin, people.ana, acme.issuer, '')).toMatchObject({ status: 400 });
      expect(await link(admin, people.ana, acme.issuer, 'taken')).toMatchObject({ status: 200 });
      expect(await link(admin, people.batch, acme.issuer, 'taken')).toMatchObject({
        status: 409,
        body: { code: 'IDENTITY_TAKEN' },
      });
    });
  });

  describe('a link to somebody who enters already', () => {
    const own = { sub: 'mallory' };
    const asTheirs = async () => (await bearer(await acme.sign(own), '/v1/me/sessions')).status;

    it('leads to nobody before a second person releases it, who is neither its maker nor the person', async () => {
      const made = await link(admin, people.ana, acme.issuer, 'mallory');
      expect(made.body).toMatchObject({ waiting: true, releasedBy: null, handedOverBy: admin.person });
      expect(await asTheirs()).toBe(403);
      const release = `/v1/people/${people.ana}/identities/${made.body.id}/release`;
      const themself = await clientOf(service, { roles: ['hr'], person: people.ana });
      for (const one of [admin, themself])
        expect(await one.send('POST', release)).toMatchObject({ status: 403, body: { code: 'IDENTITY_SAME_PERSON' } });
      const employee = await clientOf(service, { roles: ['employee'] });
      expect(await employee.send('POST', release)).toMatchObject({ status: 403, body: { code: 'ROLE_REQUIRED' } });
      expect(await otherAdmin.send('POST', release)).toMatchObject({ status: 404 });
      expect(await asTheirs()).toBe(403);

      const hr = await clientOf(service, { roles: ['hr'] });
      expect((await hr.send('POST', release)).body).toMatchObject({ waiting: false, releasedBy: hr.person });
      expect(await hr.send('POST', release)).toMatchObject({ status: 409, body: { code: 'IDENTITY_NOT_WAITING' } });
      expect(await asTheirs()).toBe(200);
      const auditor = await clientOf(service, { roles: ['auditor'] });
      const { items } = (await auditor.get(`/v1/people/${people.ana}/identities`)).body;
      expect(items.at(-1)).toMatchObject({ by: admin.person, releasedBy: hr.person, handedOverBy: admin.person });
    });

    it('can be moved to the right person, by a removal and a new link that a second person releases', async () => {
      const { items } = (await admin.get(`/v1/people/${people.ana}/identities`)).body;
      await admin.send('POST', `/v1/people/${people.ana}/identities/${items.at(-1).id}/removal`);
      const id = (await admin.post('/v1/people', { givenName: 'Mallory', familyName: 'Test' })).body.id as string;
      expect((await link(admin, id, acme.issuer, 'mallory')).body).toMatchObject({ waiting: true });
      expect(await asTheirs()).toBe(403);
      const [waiting] = (await admin.get(`/v1/people/${id}/identities`)).body.items;
      const hr = await clientOf(service, { roles: ['hr'] });
      expect(await hr.send('POST', `/v1/people/${id}/identities/${waiting.id}/release`)).toMatchObject({ status: 200 });
      const me = await bearer(await acme.sign(own), '/v1/me');
      expect(await me.json()).toMatchObject({ person: id });
    });
  });

  describe('a bearer token of a provider', () => {
    it('gets 403 until an administrator links its identity, and then is taken', async () => {
      const token = await acme.clientToken();
      const stranger = await bearer(token);
      expect([stranger.status, ((await stranger.json()) as { code: string }).code]).toEqual([403, 'ACCOUNT_UNKNOWN']);
      expect(await link(admin, people.batch, acme.issuer, 'batch')).toMatchObject({ status: 200 });
      const sessions = await bearer(await acme.clientToken(), '/v1/me/sessions');
      expect([sessions.status, await sessions.json()]).toEqual([200, { items: [] }]);
    });

    it('carries the roles of its claims', async () => {
      await linkByTwo(admin, people.ana, acme.issuer, 'ana');
      expect((await bearer(await acme.sign({ sub: 'ana', groups: ['jalon-hr'] }))).status).toBe(200);
    });

    it('leaves no trace of itself or its subject in the log', () => {
      expect(service.log()).not.toMatch(/eyJ|"ana"|batch/);
    });
  });

  describe('a browser', () => {
    const logIn = async (provider: string, login: string, returnTo = '') => {
      const browser = new Browser();
      const suffix = returnTo === '' ? '' : `&returnTo=${encodeURIComponent(returnTo)}`;
      const answer = await logInAtProvider(browser, `${service.url}/v1/login?provider=${provider}${suffix}`, login);
      return { browser, answer, page: await answer.text() };
    };
    const asked = (browser: Browser, path: string, init: RequestInit = {}) =>
      fetch(`${service.url}${path}`, {
        ...init,
        headers: { cookie: browser.cookies(service.url), ...(init.headers as Record<string, string>) },
      });
    const OWN = { 'sec-fetch-site': 'same-origin', 'jalon-request': '1' };

    it('chooses among the providers', async () => {
      const page = await (await fetch(`${service.url}/v1/login`, { headers: { 'accept-language': 'fr' } })).text();
      expect(page).toContain('Se connecter avec ACME &amp; &lt;fils&gt;');
      expect(page).toContain('/v1/login?provider=zenith');
    });

    it('gets a session that no script reads, by a login at the provider', async () => {
      await linkByTwo(admin, people.ana, acme.issuer, 'ana');
      const { browser, page } = await logIn('acme', 'ana', '/v1/login?returned');
      expect(browser.address.href).toBe(`${service.url}/v1/login?returned`);
      expect(page).toContain('You are logged in');
      expect(browser.cookies(service.url)).toMatch(/^jalon-session=[A-Za-z0-9_-]{43}$/);
      const seen = await asked(browser, '/v1/people');
      expect(seen.status).toBe(200);
      const { items } = (await (await asked(browser, '/v1/me/sessions')).json()) as { items: object[] };
      expect(items).toMatchObject([{ origin: 'provider', provider: 'acme', current: true }]);
    });

    it('needs no administrator where a rule of its provider leads to one person', async () => {
      const employer = ruledEmployer;
      await admin.post('/v1/employers', { id: employer, name: 'ACME' });
      for (const entry of [
        { givenName: 'Rita', staffNumber: 'e77' },
        { givenName: 'Tom', email: 'tom@acme.example' },
        { givenName: 'Léa', email: 'lea@evil.example' },
        { givenName: 'Léa', email: 'lea@acme.example' },
      ]) {
        const made = await admin.post('/v1/people', { familyName: 'Test', employer, ...entry });
        expect(made).toMatchObject({ status: 201 });
      }
      expect((await logIn('acme', 'rita')).page).toContain('You are logged in');
      expect((await logIn('acme', 'tom')).page).toContain('You are logged in');
      // The link is kept: the rule is asked once.
      expect((await logIn('acme', 'tom')).page).toContain('You are logged in');
      for (const refused of ['tomTwice', 'liar', 'stranger']) {
        expect([refused, (await logIn('acme', refused)).answer.status]).toEqual([refused, 403]);
      }
    });

    it('is told by what it can be linked when nobody linked its identity', async () => {
      const { browser, answer, page } = await logIn('acme', 'nobody');
      expect(answer.status).toBe(403);
      expect(page).toContain('nobody');
      expect(page).toContain(acme.issuer);
      expect(browser.cookies(service.url)).toBe('');
    });

    it('returns to paths of the service only', async () => {
      for (const elsewhere of ['https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil.example', 'x']) {
        const { browser } = await logIn('acme', 'ana', elsewhere);
        expect(browser.address.href).toBe(`${service.url}/v1/login`);
      }
    });

    it('gets a new secret at each login, and the one before ends', async () => {
      const { browser } = await logIn('acme', 'ana');
      const before = browser.cookies(service.url);
      await logInAtProvider(browser, `${service.url}/v1/login?provider=acme`, 'ana');
      const after = browser.cookies(service.url);
      expect(after).not.toBe(before);
      const old = await fetch(`${service.url}/v1/me/sessions`, { headers: { cookie: before } });
      expect(old.status).toBe(401);
      expect((await asked(browser, '/v1/me/sessions')).status).toBe(200);
    });

    it('gets a session of an hour where claims give roles, and a new one of the provider without a question', async () => {
      await link(admin, people.samirHere, acme.issuer, 'samir');
      const lengthOf = async (browser: Browser): Promise<number> => {
        const headers = { 'jalon-tenant': 'main' };
        const { items } = (await (await asked(browser, '/v1/me/sessions', { headers })).json()) as {
          items: { begunAt: string; expiresAt: string; current: boolean }[];
        };
        const { begunAt = '', expiresAt = '' } = items.find(({ current }) => current) ?? {};
        return (Date.parse(expiresAt) - Date.parse(begunAt)) / 3_600_000;
      };
      const { browser } = await logIn('acme', 'ana');
      expect([await lengthOf(browser), await lengthOf((await logIn('acme', 'samir')).browser)]).toEqual([1, 12]);
      const before = browser.cookies(service.url);
      expect(await (await browser.open(`${service.url}/v1/login?provider=acme`)).text()).toContain('You are logged in');
      expect([browser.cookies(service.url) === before, await lengthOf(browser)]).toEqual([false, 1]);
    });

    it('cannot finish the login of another browser', async () => {
      const [victim, thief] = [new Browser(), new Browser()];
      await logInAtProvider(
        victim,
        `${service.url}/v1/login?provider=acme`,
        'ana',
        `${service.url}/v1/login/callback/acme`,
      );
      const answer = await thief.open(victim.address);
      expect(answer.status).toBe(400);
      expect(thief.cookies(service.url)).toBe('');
    });

    it('brings no code of one provider to another, when that one sends the browser on', async () => {
      await linkByTwo(otherAdmin, people.samirThere, zenith.issuer, 'ana');
      // The provider of one company has begun a login at the other's in a browser of its own.
      const [attacker, victim] = [new Browser(), new Browser()];
      const there = `${zenith.issuer}/auth`;
      await attacker.open(`${service.url}/v1/login?provider=zenith`, {}, there);
      const forwarded = new URL(attacker.address);
      const state = forwarded.searchParams.get('state') ?? '';
      const before = await acme.forward(null);
      const returned = async (provider: string) => {
        forwarded.searchParams.set('redirect_uri', `${service.url}/v1/login/callback/${provider}`);
        await acme.forward(forwarded);
        const answer = await logInAtProvider(victim, `${service.url}/v1/login?provider=acme`, 'ana');
        return [answer.status, victim.address.origin === service.url, victim.cookies(service.url)];
      };
      // The other provider sends nobody to an address that is not registered there.
      expect(await returned('acme')).toEqual([400, false, expect.anything()]);
      // Its own one: it is not that of the login that this browser has begun.
      expect(await returned('zenith')).toEqual([400, true, '']);
      const stolen = (await acme.forward(null)).slice(before.length);
      for (const code of stolen)
        await attacker.open(`${service.url}/v1/login/callback/zenith?code=${code}&state=${state}`);
      expect([stolen, attacker.cookies(service.url)]).toEqual([[], expect.stringMatching(/^jalon-login=zenith/)]);
    });

    it('is sent back by each provider to that one’s address alone', async () => {
      for (const [path, status] of [
        ['zenith', 400],
        ['nobody', 400],
        ['', 404],
      ] as const) {
        const browser = new Browser();
        await logInAtProvider(
          browser,
          `${service.url}/v1/login?provider=acme`,
          'ana',
          `${service.url}/v1/login/callback`,
        );
        const address = new URL(browser.address);
        expect(address.pathname).toBe('/v1/login/callback/acme');
        address.pathname = `/v1/login/callback${path === '' ? '' : `/${path}`}`;
        expect([path, (await browser.open(address)).status]).toEqual([path, status]);
        expect(browser.cookies(service.url)).not.toContain('session');
      }
    });

    it('speaks for both tenants of one identity, and says for which', async () => {
      await linkByTwo(admin, people.samirHere, acme.issuer, 'samir');
      await linkByTwo(otherAdmin, people.samirThere, acme.issuer, 'samir');
      const { browser } = await logIn('acme', 'samir');
      const unclear = await asked(browser, '/v1/me/sessions');
      expect([unclear.status, ((await unclear.json()) as { code: string }).code]).toEqual([400, 'ACCOUNT_UNCLEAR']);
      // Whoever does not know their accounts learns of them here.
      expect((await asked(browser, '/v1/me')).status).toBe(200);
      for (const tenant of ['main', 'zenith']) {
        expect((await asked(browser, '/v1/me/sessions', { headers: { 'jalon-tenant': tenant } })).status).toBe(200);
      }
    });

    it('changes something only by requests of the service’s own pages', async () => {
      const { browser } = await logIn('acme', 'ana');
      const post = (headers: Record<string, string>) =>
        asked(browser, '/v1/people', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ givenName: 'Eve', familyName: 'Test' }),
        });
      for (const headers of [
        {},
        { 'jalon-request': '1' },
        { 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'cross-site', 'jalon-request': '1' },
        { 'sec-fetch-site': 'same-site', 'jalon-request': '1', origin: service.url },
        { origin: 'https://evil.example', 'jalon-request': '1' },
        { origin: 'null', 'jalon-request': '1' },
      ]) {
        const refused = await post(headers);
        expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
          403,
          'CROSS_SITE_REQUEST',
        ]);
      }
      expect((await post(OWN)).status).toBe(201);
      expect((await post({ origin: service.url, 'jalon-request': '1' })).status).toBe(201);
    });

    it('ends its other sessions one by one', async () => {
      const [one, other] = [await logIn('acme', 'ana'), await logIn('acme', 'ana')];
      const { items } = (await (await asked(one.browser, '/v1/me/sessions')).json()) as {
        items: { id: string; current: boolean }[];
      };
      const own = items.find(({ current }) => current)?.id;
      for (const { id } of items.filter((session) => session.id !== own)) {
        const ended = await asked(one.browser, `/v1/me/sessions/${id}/revocation`, { method: 'POST', headers: OWN });
        expect(ended.status).toBe(200);
      }
      expect((await asked(other.browser, '/v1/me/sessions')).status).toBe(401);
      expect((await asked(one.browser, '/v1/me/sessions')).status).toBe(200);
      const unknown = await asked(one.browser, `/v1/me/sessions/${randomUUID()}/revocation`, {
        method: 'POST',
        headers: OWN,
      });
      expect(unknown.status).toBe(404);
    });

    it('logs out here and at the provider', async () => {
      const { browser, page } = await logIn('acme', 'ana');
      const cookie = browser.cookies(service.url);
      const out = await (await browser.submit(page)).text();
      expect(browser.cookies(service.url)).toBe('');
      expect((await fetch(`${service.url}/v1/me/sessions`, { headers: { cookie } })).status).toBe(401);
      const [, there = ''] = /content="0;url=([^"]+)"/.exec(out) ?? [];
      expect(there).toContain(`${acme.issuer}/session/end`);
      const confirmation = await browser.open(there.replaceAll('&amp;', '&'));
      await browser.submit(await confirmation.text(), { logout: 'yes' });
      expect(browser.address.href).toBe(`${service.url}/v1/login`);
      // The provider asks again who they are.
      const again = await browser.open(`${service.url}/v1/login?provider=acme`);
      expect(await again.text()).toContain('name="login"');
    });

    it('is logged out when it logs out at the provider, and by nobody else', async () => {
      const { browser } = await logIn('acme', 'ana');
      const other = await logIn('acme', 'ana');
      const send = (token: string) =>
        fetch(`${service.url}/v1/logout/by-provider`, {
          method: 'POST',
          body: new URLSearchParams({ logout_token: token }),
        });
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
      const logout = { aud: 'jalon', sub: 'ana', events, jti: 'x' };
      for (const forged of [
        'x',
        await acme.sign({ ...logout, nonce: 'n' }, { typ: 'logout+jwt' }),
        await acme.sign({ ...logout, events: {} }, { typ: 'logout+jwt' }),
        await acme.sign({ ...logout, aud: 'another' }, { typ: 'logout+jwt' }),
        await acme.sign({ ...logout, iss: zenith.issuer }, { typ: 'logout+jwt' }),
        await acme.sign({ ...logout, sub: undefined }, { typ: 'logout+jwt' }),
      ]) {
        expect((await send(forged)).status).toBe(400);
      }
      expect((await asked(browser, '/v1/me/sessions')).status).toBe(200);
      // The provider itself says so.
      const confirmation = await browser.open(`${acme.issuer}/session/end`);
      await browser.submit(await confirmation.text(), { logout: 'yes' });
      expect((await asked(browser, '/v1/me/sessions')).status).toBe(401);
      // It ended one of its sessions; without a session, all of the subject end.
      expect((await asked(other.browser, '/v1/me/sessions')).status).toBe(200);
      expect((await send(await acme.sign(logout, { typ: 'logout+jwt' }))).status).toBe(200);
      expect((await asked(other.browser, '/v1/me/sessions')).status).toBe(401);
    });

    it('is not logged out by another page', async () => {
      const { browser } = await logIn('acme', 'ana');
      const answer = await asked(browser, '/v1/logout', {
        method: 'POST',
        headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(answer.status).toBe(403);
      expect((await asked(browser, '/v1/me/sessions')).status).toBe(200);
    });

    it('loses its session when the link is removed', async () => {
      const { body } = await linkByTwo(admin, people.ana, acme.issuer, 'leaving');
      const { browser } = await logIn('acme', 'leaving');
      expect((await asked(browser, '/v1/me/sessions')).status).toBe(200);
      await admin.send('POST', `/v1/people/${people.ana}/identities/${body.id}/removal`);
      expect((await asked(browser, '/v1/me/sessions')).status).toBe(401);
    });
  });

  describe('a login link', () => {
    const newLink = async () => answerOf(await jalon(folders, 'login-link', '--json')) as { address: string };
    const here = (address: string) => address.replace(/^http:..[^/]+/, service.url);

    it('logs the operator in once, by the form of its page and not by being opened', async () => {
      const address = here((await newLink()).address);
      const browser = new Browser();
      const page = await (await browser.open(address)).text();
      expect(browser.cookies(service.url)).toBe('');
      expect(await (await browser.open(address)).text()).toBe(page);
      expect(await (await browser.submit(page)).text()).toContain('You are logged in');
      expect(browser.cookies(service.url)).toMatch(/^jalon-session=/);
      const again = new Browser();
      expect((await again.open(address)).status).toBe(404);
      expect((await again.open(address, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(
        404,
      );
    });

    it('is not redeemed by another page', async () => {
      const address = here((await newLink()).address);
      const answer = await fetch(address, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
      expect(answer.status).toBe(403);
      expect((await fetch(address)).status).toBe(200);
    });

    it('stands in no log', () => {
      expect(service.log()).not.toMatch(/login\/link\/[A-Za-z0-9_-]{20}/);
    });
  });
});
