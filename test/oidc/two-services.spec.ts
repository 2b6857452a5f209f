import { randomUUID } from 'node:crypto';
import { newPostgresDatabase, softwareAuthenticator, until, type CreationAsked, type ProofAsked } from '@jalon/testing';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { answerOf, jalon } from '../e2e/cli.js';
import { clientOf, type Client } from '../e2e/client.js';
import { dayFromToday, made } from '../e2e/parties.js';
import { removeFolders, startService, type Service } from '../e2e/service.js';
import { foldersOnEventStoreDb } from '../e2e/storages.js';
import { linkIn, mailServer } from '../support/mail-server.js';
import { startRoundRobin, type RoundRobin } from '../support/round-robin.js';
import { Browser, logInAtProvider } from './browser.js';
import { CLIENT_SECRET, startProvider, type TestProvider } from './provider.js';

const MINUTE_MS = 60_000;
const OWN = { 'sec-fetch-site': 'same-origin', 'jalon-request': '1' };

/** Events in the double of EventStoreDB; views, keys and records in PostgreSQL. The services share nothing else but secrets. */
describe('two services behind a round-robin, with their stores on servers', () => {
  const [ana, lea, batch, organisation] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  let double: EventStoreDouble;
  let provider: TestProvider;
  let mail: Awaited<ReturnType<typeof mailServer>>;
  let proxy: RoundRobin;
  let first: Service;
  let second: Service;
  let hr: Client;
  let admin: Client;
  /** The operator's session: no token makes tokens. */
  let operator: string;

  beforeAll(async () => {
    const [url, started] = await Promise.all([newPostgresDatabase(), startRoundRobin()]);
    proxy = started;
    double = await openEventStoreDouble();
    mail = await mailServer();
    provider = await startProvider({
      redirectUris: [`${proxy.origin}/v1/login/callback/sso`],
      afterLogout: [`${proxy.origin}/v1/login`],
      accounts: { ana: {} },
    });
    const stores = { VIEW_STORE_URL: url, KEY_STORE_URL: url, RECORD_STORE_URL: url };
    const folders = await foldersOnEventStoreDb(double.url, stores);
    const env = {
      PUBLIC_URL: proxy.origin,
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      MAIL_FROM: 'Jalon <jalon@example.org>',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'jalon',
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
    };
    first = await startService(folders, env);
    second = await startService(folders, env);
    proxy.services.push(first, second);
    hr = await clientOf(first);
    admin = await clientOf(second, { roles: ['admin'] });
    await made(hr, '/v1/people', { id: ana, givenName: 'Ana', familyName: 'Test' });
    const until = dayFromToday(30);
    await made(hr, '/v1/people', { id: batch, givenName: 'Nightly', familyName: 'Export', kind: 'service', until });
    await made(admin, `/v1/people/${batch}/roles`, { role: 'service', reason: 'Nightly export' });
    await made(hr, '/v1/organisations', { id: organisation, name: 'Les Jardins', register: 'rna' });
    const names = { givenName: 'Léa', familyName: 'Roux', email: 'lea@jardins.example' };
    await made(hr, '/v1/people', { id: lea, ...names, organisation });
    const { address } = answerOf(await jalon(folders, 'login-link', '--json')) as { readonly address: string };
    const { pathname } = new URL(address);
    operator = cookieOf(await fetch(`${first.url}${pathname}`, { method: 'POST', headers: OWN, redirect: 'manual' }));
  });
  afterAll(async () => {
    const folders = first.folders;
    await Promise.all([first.end(), second.end(), proxy.close()]);
    await Promise.all([provider.stop(), mail.end(), double.close()]);
    removeFolders(folders);
  });

  const statusAt = async ({ url }: { readonly url: string }, headers: Record<string, string>): Promise<number> =>
    (await fetch(`${url}/v1/me`, { headers })).status;
  const everywhere = async (headers: Record<string, string>): Promise<readonly number[]> =>
    Promise.all([statusAt(first, headers), statusAt(second, headers)]);
  const cookieOf = (answer: Response): string =>
    answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  const post = async ({ url }: Service, path: string, body: object, cookie = ''): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...OWN, accept: 'application/json', 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const asked = async <Asked>(answer: Response): Promise<Asked> => {
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { readonly publicKey: Asked }).publicKey;
  };

  it('log somebody in by a provider, each doing some of the steps, and out everywhere', async () => {
    const path = `/v1/people/${ana}/identities`;
    expect(await admin.send('POST', path, { body: { issuer: provider.issuer, subject: 'ana' } })).toMatchObject({
      status: 200,
    });
    const logIn = async () => {
      const browser = new Browser();
      const page = await logInAtProvider(browser, `${proxy.origin}/v1/login?provider=sso`, 'ana');
      expect(browser.address.href).toBe(`${proxy.origin}/v1/login`);
      return { browser, page: await page.text(), cookie: browser.cookies(proxy.origin) };
    };
    const before = [...proxy.given()];
    const { browser, page, cookie } = await logIn();
    for (const [index, requests] of proxy.given().entries()) expect(requests).toBeGreaterThan(before[index] ?? 0);
    expect(await everywhere({ cookie })).toEqual([200, 200]);

    await browser.submit(page);
    await until(async () => (await everywhere({ cookie })).every((status) => status === 401), MINUTE_MS);

    // One of two sessions is ended by the other, at the other service.
    const [one, other] = [await logIn(), await logIn()];
    const own = { cookie: one.cookie, ...OWN };
    const list = (await (await fetch(`${first.url}/v1/me/sessions`, { headers: own })).json()) as {
      readonly items: readonly { readonly id: string; readonly current: boolean }[];
    };
    const [ended] = list.items.filter(({ current }) => !current);
    expect((await post(first, `/v1/me/sessions/${ended?.id}/revocation`, {}, one.cookie)).status).toBe(200);
    await until(async () => (await statusAt(second, { cookie: other.cookie })) === 401, MINUTE_MS);
    expect(await everywhere({ cookie: one.cookie })).toEqual([200, 200]);

    // The session of an identity goes with its last link, at the service that removed it and at the other.
    const [link] = (await admin.get(path)).body.items as readonly { readonly id: string }[];
    expect(await admin.send('POST', `${path}/${link?.id}/removal`)).toMatchObject({ status: 200 });
    await until(async () => (await everywhere({ cookie: one.cookie })).every((status) => status === 401), MINUTE_MS);
  });

  it('mail an invitation once, let it be redeemed once, and know the passkey of either', async () => {
    const invited = await hr.send('POST', '/v1/invitations', { body: { person: lea, role: 'organisation' } });
    expect(invited.status).toBe(200);
    await until(() => mail.mails.length > 0);
    const { pathname } = new URL(linkIn(mail.mails[0] ?? ''));
    const redeem = ({ url }: Service) =>
      fetch(`${url}${pathname}`, { method: 'POST', headers: OWN, redirect: 'manual' });
    expect((await fetch(`${second.url}${pathname}`)).status).toBe(200);
    const redeemed = await Promise.all([redeem(first), redeem(second)]);
    expect(redeemed.map(({ status }) => status).sort()).toEqual([303, 404]);
    const cookie = cookieOf(redeemed.find(({ status }) => status === 303) as Response);
    expect(await everywhere({ cookie })).toEqual([200, 200]);

    const authenticator = softwareAuthenticator();
    const creation = await asked<CreationAsked>(await post(first, '/v1/passkeys/options', {}, cookie));
    const made = { name: 'Laptop', credential: authenticator.create(creation, proxy.origin) };
    expect((await post(second, '/v1/passkeys', made, cookie)).status).toBe(200);
    const proof = await asked<ProofAsked>(await post(second, '/v1/login/passkey/options', {}));
    const credential = authenticator.get(proof, proxy.origin);
    const loggedIn = await post(first, '/v1/login/passkey', { credential });
    expect(loggedIn.status).toBe(200);
    expect(await everywhere({ cookie: cookieOf(loggedIn) })).toEqual([200, 200]);
    // The proof is used up for both.
    expect((await post(second, '/v1/login/passkey', { credential })).status).not.toBe(200);

    // The mail of the invitation and the one about the passkey: neither service sent one again.
    await until(() => mail.mails.length > 1);
    expect(mail.mails).toHaveLength(2);
  });

  it('take an API token that either made, and not one that the other revoked before they saw it', async () => {
    const apiToken = async (service: Service) => {
      const answer = await post(service, '/v1/tokens', { name: 'export', roles: ['service'], person: batch }, operator);
      expect(answer.status).toBe(201);
      return (await answer.json()) as { readonly id: string; readonly token: string };
    };
    const bearer = ({ token }: { readonly token: string }) => ({ authorization: `Bearer ${token}` });
    for (const service of [first, second])
      expect(await everywhere(bearer(await apiToken(service)))).toEqual([200, 200]);
    // One that has seen it takes it for a minute at most: libs/access/src/credentials/remembering.spec.ts.
    const revoked = await apiToken(first);
    expect((await post(second, `/v1/tokens/${revoked.id}/revocation`, {}, operator)).status).toBe(200);
    expect(await everywhere(bearer(revoked))).toEqual([401, 401]);
  });
});
