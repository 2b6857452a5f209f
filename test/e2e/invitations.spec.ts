import { randomUUID } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { softwareAuthenticator, until, type CreationAsked, type ProofAsked } from '@jalon/testing';
import { freePort } from '../oidc/provider.js';
import { browserOfSuite, cspViolations, describeInBrowser } from '../support/browser.js';
import { linkIn, mailServer, unbroken } from '../support/mail-server.js';
import { clientOf, type Client } from './client.js';
import { dayFromToday, made } from './parties.js';
import { newFolders, removeFolders, startService, type Folders, type Service } from './service.js';

/**
 * Gives a page an authenticator in software: Chromium without a screen (headless shell) ends when a page asks for its own
 * WebAuthn. Everything else of the page is the browser's, the JSON methods included.
 */
async function withPasskeys(page: Page, origin: string): Promise<void> {
  const authenticator = softwareAuthenticator();
  await page.exposeFunction('makePasskey', (asked: CreationAsked) => authenticator.create(asked, origin));
  await page.exposeFunction('provePasskey', (asked: ProofAsked) => authenticator.get(asked, origin));
  await page.addInitScript(`
    const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const answered = (answer) => ({ toJSON: () => answer });
    navigator.credentials.create = async ({ publicKey: { challenge, rp, user } }) =>
      answered(await makePasskey({ challenge: text(challenge), rp, user: { id: text(user.id) } }));
    navigator.credentials.get = async ({ publicKey: { challenge, rpId } }) =>
      answered(await provePasskey({ challenge: text(challenge), rpId }));
  `);
}

describeInBrowser('somebody who enters by invitation', () => {
  const newContext = browserOfSuite();
  const [lea, organisation] = [randomUUID(), randomUUID()];
  let mail: Awaited<ReturnType<typeof mailServer>>;
  let folders: Folders;
  let service: Service;
  let origin: string;
  let hr: Client;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    mail = await mailServer();
    const port = await freePort();
    origin = `http://localhost:${port}`;
    folders = newFolders();
    service = await startService(folders, {
      PORT: String(port),
      PUBLIC_URL: origin,
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      MAIL_FROM: 'Jalon <jalon@example.org>',
    });
    hr = await clientOf(service, { roles: ['hr'] });
    await hr.post('/v1/organisations', { id: organisation, name: 'Les Jardins', register: 'rna' });
    const names = { givenName: 'Léa', familyName: 'Roux', email: 'lea@jardins.example' };
    expect(await hr.post('/v1/people', { id: lea, ...names, organisation })).toMatchObject({ status: 201 });
    context = await newContext();
    page = await context.newPage();
  });
  afterAll(async () => {
    await context.close();
    await service.end();
    await mail.end();
    removeFolders(folders);
  });

  const invitation = { person: lea, role: 'organisation' };
  async function mailed(count: number): Promise<string> {
    await until(() => mail.mails.length >= count);
    return linkIn(mail.mails[count - 1] ?? '');
  }
  const post = (address: string) => fetch(address, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
  const isLoggedIn = async () => (await page.request.get(`${origin}/v1/me/sessions`)).ok();

  it('is let in by a link that a mail brings, adds a passkey, and logs in by it', async () => {
    const violations = await cspViolations(page);
    await withPasskeys(page, origin);

    const { status, body } = await hr.send('POST', '/v1/invitations', { body: invitation });
    expect([status, body]).toEqual([200, expect.objectContaining({ state: 'open', organisation, link: null })]);
    const link = await mailed(1);
    expect(mail.mails[0]).toContain('To: lea@jardins.example');

    // A program that looks at links opens it, too.
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(link, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);

    await page.goto(link);
    await page.click('button');
    await page.waitForURL(`${origin}/v1/login/passkeys`);
    await page.fill('#name', 'Laptop');
    await page.click('button[data-passkey=add]');
    await page.waitForSelector('text=Laptop');
    await until(() => mail.mails.length === 2);
    expect(mail.mails[1]).toContain('To: lea@jardins.example');
    expect(await isLoggedIn()).toBe(true);
    expect((await post(link)).status).toBe(404);

    await page.goto(`${origin}/v1/login`);
    await page.click('form[action="/v1/logout"] button');
    await page.waitForSelector('a[href="/v1/login"]');
    expect(await isLoggedIn()).toBe(false);

    await page.goto(`${origin}/v1/login`);
    await page.click('button[data-passkey=login]');
    await page.waitForSelector('form[action="/v1/logout"]');
    expect(await isLoggedIn()).toBe(true);
    expect(violations).toEqual([]);

    await page.goto(`${origin}/v1/login/passkeys`);
    await page.click('button[data-passkey=remove]');
    await page.waitForSelector('text=Laptop', { state: 'detached' });
    await page.goto(`${origin}/v1/login`);
    await page.click('form[action="/v1/logout"] button');
    await page.waitForSelector('a[href="/v1/login"]');
    await page.goto(`${origin}/v1/login`);
    await page.click('button[data-passkey=login]');
    await page.waitForSelector('#fault:not(:empty)');
    expect(await isLoggedIn()).toBe(false);
  });

  it('logs in by a link to the address of the invitation, and by no other', async () => {
    const before = mail.mails.length;
    for (const email of ['nobody@jardins.example', 'lea@jardins.example']) {
      await page.goto(`${origin}/v1/login`);
      await page.fill('input[name=email]', email);
      await page.click('form[action="/v1/login/link"] button');
      await page.waitForURL(`${origin}/v1/login/link`);
    }
    await page.goto(await mailed(before + 1));
    expect(mail.mails).toHaveLength(before + 1);
    await page.click('button');
    await page.waitForSelector('form[action="/v1/logout"]');
    expect(await isLoggedIn()).toBe(true);
  });

  it('is told at the old address that the address was changed', async () => {
    const before = mail.mails.length;
    const entry = { givenName: 'Léa', familyName: 'Roux', email: 'lea@canal.example', organisation };
    expect(await hr.post(`/v1/people/${lea}/revisions`, entry)).toMatchObject({ status: 200 });
    await until(() => mail.mails.length > before);
    expect(mail.mails.at(-1)).toContain('To: lea@jardins.example');
  });

  it('waits for a second person where it would let somebody in as the operator', async () => {
    const operator = String((await hr.get('/v1/tenant')).body['operator']);
    const before = mail.mails.length;
    const entry = { givenName: 'Operator', familyName: 'Jalon', email: 'mine@company.example' };
    const employer = await made(hr, '/v1/employers', { name: 'Atelier Marceau' });
    const revised = await hr.post(`/v1/people/${operator}/revisions`, { ...entry, employer: employer.id });
    expect(revised).toMatchObject({ status: 200 });
    const invited = await hr.send('POST', '/v1/invitations', { body: { person: operator, role: 'employee' } });
    expect(invited).toMatchObject({ status: 200, body: { state: 'waiting', link: null } });
    expect(mail.mails).toHaveLength(before);
  });

  it('is not let in by an invitation that was revoked', async () => {
    const before = mail.mails.length;
    const { body } = await hr.send('POST', '/v1/invitations', { body: invitation });
    const { id } = body as { readonly id: string };
    // Léa enters already: whoever changed her address must not become her alone.
    expect(body).toMatchObject({ state: 'waiting' });
    const second = await clientOf(service, { roles: ['hr'] });
    expect(await second.send('POST', `/v1/invitations/${id}/release`)).toMatchObject({ status: 200 });
    const link = await mailed(before + 1);
    expect(await hr.send('POST', `/v1/invitations/${id}/revocation`)).toMatchObject({ status: 200 });
    expect((await fetch(link)).status).toBe(404);
    expect((await post(link)).status).toBe(404);
    const { body: list } = await hr.send('GET', `/v1/invitations?person=${lea}`);
    expect(list).toMatchObject({ items: [{ state: 'revoked' }, { state: 'redeemed', mail: { state: 'sent' } }] });
  });

  it('logs in by a private e-mail address once they have left, and reads their own record alone', async () => {
    const tom = (await made(hr, '/v1/people', { givenName: 'Tom', familyName: 'Sy' })).id;
    const themself = await clientOf(service, { person: lea, roles: ['organisation'], organisation });
    await made(themself, `/v1/people/${lea}/private-email`, { privateEmail: 'lea@maison.example' });
    const { position } = await made(hr, `/v1/people/${lea}/departure`, { leftOn: dayFromToday(0) });
    const headers = { 'jalon-min-position': position };
    for (const path of [`/v1/people/${lea}`, '/v1/audit/events'])
      expect((await hr.get(path, headers)).text).not.toMatch(/maison|PrivateEmail/);

    const before = mail.mails.length;
    const later = await newContext();
    const home = await later.newPage();
    for (const email of ['lea@canal.example', 'lea@maison.example']) {
      await home.goto(`${origin}/v1/login`);
      await home.fill('input[name=email]', email);
      await home.click('form[action="/v1/login/link"] button');
      await home.waitForURL(`${origin}/v1/login/link`);
    }
    await home.goto(await mailed(before + 1));
    expect(mail.mails).toHaveLength(before + 1);
    expect(mail.mails.at(-1)).toContain('To: lea@maison.example');
    await home.click('button');
    await home.waitForSelector('form[action="/v1/logout"]');
    const read = (id: string) => home.request.get(`${origin}/v1/people/${id}`, { headers });
    expect(await (await read(lea)).json()).toMatchObject({ familyName: 'Roux', email: 'lea@canal.example' });
    expect((await read(tom)).status()).toBe(404);
    const command = await home.request.post(`${origin}/v1/people/${lea}/email-sharing`, {
      headers: { origin, 'jalon-request': '1' },
      data: { shared: true },
    });
    expect(await command.json()).toMatchObject({ status: 403, code: 'ROLE_REQUIRED' });
    await later.close();
  });

  it('leaves no secret in the log', () => {
    const secrets = mail.mails.flatMap(
      (each) => /login\/(?:invitation|link)\/([\w-]{20})/.exec(unbroken(each))?.[1] ?? [],
    );
    expect(secrets.length).toBeGreaterThan(2);
    for (const secret of [...secrets, 'jardins.example', 'canal.example', 'maison.example'])
      expect(service.log()).not.toContain(secret);
  });
});
