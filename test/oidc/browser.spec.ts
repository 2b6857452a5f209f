import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { randomUUID } from 'node:crypto';
import { answerOf, jalon } from '../e2e/cli.js';
import { clientOf } from '../e2e/client.js';
import { newFolders, removeFolders, startService, type Folders, type Service } from '../e2e/service.js';
import { browserOfSuite, cspViolations, describeInBrowser } from '../support/browser.js';
import { CLIENT_SECRET, freePort, startProvider, type TestProvider } from './provider.js';

/** Logins as a real browser does them, with its own rules on cookies, redirects and policies. */
describeInBrowser('a login in Chromium', () => {
  const newContext = browserOfSuite();
  const ana = randomUUID();
  let folders: Folders;
  let service: Service;
  let provider: TestProvider;
  let evil: Server;
  let evilUrl: string;

  beforeAll(async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    provider = await startProvider({
      redirectUris: [`${origin}/v1/login/callback/sso`],
      afterLogout: [`${origin}/v1/login`],
      accounts: { ana: { groups: ['jalon-hr'] } },
    });
    folders = newFolders();
    service = await startService(folders, {
      PORT: String(port),
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'jalon',
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
      OIDC_TITLE: 'ACME',
      OIDC_ROLES_CLAIM: 'groups',
      OIDC_ROLES: 'jalon-hr=hr',
    });
    const admin = await clientOf(service, { roles: ['admin'] });
    await admin.post('/v1/people', { id: ana, givenName: 'Ana', familyName: 'Test' });
    await admin.send('POST', `/v1/people/${ana}/identities`, { body: { issuer: provider.issuer, subject: 'ana' } });
    // Another site of this machine: its pages may send what they like, and the browser adds cookies where it may.
    evil = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<title>Elsewhere</title>'));
    await once(evil.listen(0, '127.0.0.1'), 'listening');
    evilUrl = `http://localhost:${(evil.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    evil.close();
    await service.end();
    await provider.stop();
    removeFolders(folders);
  });

  async function loggedIn(): Promise<Page> {
    const page = await (await newContext()).newPage();
    await page.goto(`${service.url}/v1/login`);
    await page.getByRole('link', { name: 'ACME' }).click();
    await page.locator('[name=login]').fill('ana');
    await page.locator('[name=password]').fill('any');
    await page.locator('[type=submit]').click();
    await page.getByRole('heading', { name: 'You are logged in' }).waitFor();
    return page;
  }

  /** What a request of this page to the service is answered; the fault where the browser sends none, or shows no answer. */
  const statusOf = (page: Page, path: string, init: object = {}): Promise<number | string> =>
    page.evaluate(
      `fetch(${JSON.stringify(`${service.url}${path}`)}, ${JSON.stringify(init)}).then(({ status }) => status, String)`,
    );

  /** To a page of the service whose policy lets it send requests. */
  const openOwnPage = (page: Page) => page.goto(`${service.url}/docs`);

  const register = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'jalon-request': '1' },
    body: JSON.stringify({ givenName: 'Eve', familyName: 'Test' }),
  };

  it('ends in a session whose cookie no script reads, without a fault of the pages’ policy', async () => {
    const context = await newContext();
    const page = await context.newPage();
    const violations = await cspViolations(page);
    await page.goto(`${service.url}/v1/login`);
    expect(await page.evaluate('getComputedStyle(document.body).maxWidth')).not.toBe('none');
    await page.getByRole('link', { name: 'ACME' }).click();
    await page.locator('[name=login]').fill('ana');
    await page.locator('[name=password]').fill('any');
    await page.locator('[type=submit]').click();
    await page.getByRole('heading', { name: 'You are logged in' }).waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
    const cookies = (await context.cookies(service.url)).filter(({ name }) => name.startsWith('jalon'));
    expect(cookies).toMatchObject([{ name: 'jalon-session', httpOnly: true, sameSite: 'Lax' }]);
    expect(violations.filter((violation) => violation.includes(service.url))).toEqual([]);
  });

  it('lets the service’s own pages change something', async () => {
    const page = await loggedIn();
    await openOwnPage(page);
    expect(await statusOf(page, '/v1/people')).toBe(200);
    expect(await statusOf(page, '/v1/people', register)).toBe(201);
  });

  it('lets no page of another site change something, read something, or log the person out', async () => {
    const page = await loggedIn();
    const own = page.url();
    await page.goto(evilUrl);
    for (const credentials of ['include', 'same-origin']) {
      expect(await statusOf(page, '/v1/people', { ...register, credentials })).toMatch(/TypeError/);
      expect(await statusOf(page, '/v1/people', { credentials })).toMatch(/TypeError/);
    }
    // A form needs no permission of the service: the browser sends it.
    const answered = page.waitForResponse((response) => response.url().endsWith('/v1/logout'));
    const action = JSON.stringify(`${service.url}/v1/logout`);
    await page.evaluate(`document.body.innerHTML = '<form method=post></form>';
      document.forms[0].action = ${action}; document.forms[0].submit()`);
    expect((await answered).status()).toBe(403);
    await page.waitForURL('**/v1/logout');
    await page.goto(own);
    await page.getByRole('heading', { name: 'You are logged in' }).waitFor();
  });

  it('ends by one button, here and at the provider', async () => {
    const page = await loggedIn();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.getByRole('button', { name: /yes/i }).click();
    await page.waitForURL(`${service.url}/v1/login`);
    await openOwnPage(page);
    expect(await statusOf(page, '/v1/people')).toBe(401);
  });

  it('may be by a link, which its page redeems', async () => {
    const { address } = answerOf(
      await jalon({ ...folders, env: { PORT: new URL(service.url).port } }, 'login-link', '--json'),
    ) as { address: string };
    const page = await (await newContext()).newPage();
    await page.goto(address);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'You are logged in' }).waitFor();
    await page.goto(address);
    await page.getByRole('heading', { name: 'Not found' }).waitFor();
  });

  it('is by choice in a demo tenant, and in no other', async () => {
    await jalon(folders, 'tenant', 'open', 'demo', '--mode', 'demo');
    const page = await (await newContext()).newPage();
    const violations = await cspViolations(page);
    await page.goto(`${service.url}/v1/login/demo`);
    await page.getByRole('button', { name: 'Be Operator Jalon' }).click();
    await page.getByRole('heading', { name: 'You are logged in' }).waitFor();
    expect(violations).toEqual([]);
    expect((await page.goto(`${service.url}/v1/login/demo?tenant=main`))?.status()).toBe(404);
    const asked = (headers: Record<string, string>) => fetch(`${service.url}/v1/login/demo`, { headers });
    expect((await asked({ 'x-forwarded-for': '192.0.2.1' })).status).toBe(404);
    expect((await asked({})).status).toBe(200);
  });
});
