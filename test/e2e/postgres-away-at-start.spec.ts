import { cpSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { newPostgresDatabase, until } from '@jalon/testing';
import { openTcpProxy, type TcpProxy } from '../double/tcp-proxy.js';
import { setReadOnly } from '../support/read-only-postgres.js';
import { checkedFetch } from './answer-check.js';
import { jalon } from './cli.js';
import { clientOf, type Client } from './client.js';
import { newFolders, refusedStart, removeFolders, startService, type Folders, type Service } from './service.js';

describe('a service that starts while its PostgreSQL is away', () => {
  const somebody = { givenName: 'Ana', familyName: 'Ferrand' };
  let folders: Folders;
  let proxy: TcpProxy;
  let service: Service | null = null;
  const secrets = newFolders();
  beforeAll(async () => {
    const env = { KEY_STORE_URL: await newPostgresDatabase() };
    expect(await jalon({ ...secrets, env }, 'keys', 'make')).toMatchObject({ code: 0 });
  });
  afterAll(() => removeFolders(secrets));
  beforeEach(async () => {
    const url = new URL(await newPostgresDatabase());
    proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    folders = { ...newFolders(), env: { VIEW_STORE_URL: url.href, KEY_STORE_URL: url.href } };
    cpSync(secrets.root, folders.root, { recursive: true });
  });
  afterEach(async () => {
    await service?.end();
    service = null;
    await proxy.close();
    removeFolders(folders);
  });

  const ready = async (at: Service) => {
    const answer = await checkedFetch(`${at.url}/health/ready`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const away = { status: 503, body: { status: 'not-ready', storesReachable: false, unreachable: 'views' } };

  const told = (at: Service, line: string) => at.log().split(`"${line}"`).length - 1;

  // Views that are being built answer 200 too, so the status in the body is compared.
  const untilReady = (at: Service) => untilIs(at, 'ready');

  async function untilIs(at: Service, status: string): Promise<void> {
    const end = Date.now() + 60_000;
    while ((await ready(at)).body['status'] !== status) {
      if (Date.now() > end) throw new Error(`it never became ${status}: ${JSON.stringify((await ready(at)).body)}`);
      await pause(100);
    }
  }

  async function expectSilent(asked: Promise<Awaited<ReturnType<Client['get']>>>): Promise<void> {
    const { status, body, headers } = await asked;
    expect([status, body.code]).toEqual([503, 'STORE_UNAVAILABLE']);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  }

  it('says so, does what needs neither views nor keys, and goes on by itself once it is there', async () => {
    const before = await startService(folders);
    expect((await (await clientOf(before)).post('/v1/employers', { name: 'Alto' })).status).toBe(201);
    await before.end();
    await proxy.refuse();
    service = await startService(folders);
    const hr = await clientOf(service);
    expect(await ready(service)).toMatchObject(away);
    await expectSilent(hr.get('/v1/employers'));
    await expectSilent(hr.send('POST', '/v1/people', { body: somebody }));
    const basso = await hr.post('/v1/employers', { name: 'Basso' });
    expect(basso.status).toBe(201);

    await proxy.admit();
    await untilReady(service);
    const { body } = await hr.get('/v1/employers', { 'jalon-min-position': String(basso.body.position) });
    expect(body.items.map(({ name }: { name: string }) => name).sort()).toEqual(['Alto', 'Basso']);
    expect((await hr.post('/v1/people', somebody)).status).toBe(201);
    expect(service.log()).not.toContain(new URL(folders.env!['VIEW_STORE_URL']!).password);
    expect(await service.end()).toMatchObject({ code: 0, stderr: '' });
  });

  it('does every command where only its views lie there, from the first start on', async () => {
    await proxy.refuse();
    service = await startService(folders, { KEY_STORE_URL: '' });
    const hr = await clientOf(service);
    expect(await ready(service)).toMatchObject(away);
    await expectSilent(hr.get('/v1/people'));
    const ana = await hr.post('/v1/people', somebody);
    expect(ana.status).toBe(201);
    await proxy.admit();
    await untilReady(service);
    const { body } = await hr.get('/v1/people', { 'jalon-min-position': String(ana.body.position) });
    expect(JSON.stringify(body.items)).toContain('Ferrand');
  });

  it.each(['refuse', 'freeze'] as const)('is not ready without the keys alone, while their server %ss', async (how) => {
    const views = await newPostgresDatabase();
    service = await startService(folders, {
      ...{ VIEW_STORE_URL: views, DESTROYED_KEYS_URL: 'sqlite:', RECORD_STORE_URL: 'sqlite:' },
    });
    expect(await ready(service)).toMatchObject({ status: 200, body: { status: 'ready', unreachable: null } });
    await proxy[how]();
    await untilIs(service, 'not-ready');
    const waits: number[] = [];
    while (waits.length < 5 && !(Math.min(...waits) < 3_500)) {
      const asked = performance.now();
      expect(await ready(service)).toMatchObject({
        status: 503,
        body: { storesReachable: false, unreachable: 'keys', projector: 'works' },
      });
      waits.push(performance.now() - asked);
    }
    expect(waits[0]).toBeLessThan(5_000);
    // Two seconds by the service's own clock, plus what an idle machine adds: the best of five.
    expect(Math.min(...waits)).toBeLessThan(3_500);
    expect((await (await clientOf(service)).post('/v1/employers', { name: 'Alto' })).status).toBe(201);
    // The stores are asked once a second, and two answers in a row must agree.
    while (told(service, 'the key store does not answer') === 0) await pause(50);
    if (how === 'freeze') proxy.thaw();
    else await proxy.admit();
    await untilIs(service, 'ready');
    // The log comes through a pipe, later than the answer.
    while (told(service, 'the key store answers again') === 0) await pause(50);
    expect(told(service, 'the key store does not answer')).toBe(1);
    expect(told(service, 'the key store answers again')).toBe(1);
    // A store that is away is no fault of the service: no stack trace is logged.
    expect(service.log()).not.toContain('"stack"');
  });

  it('is partly ready without its list of destroyed keys, which lies elsewhere', async () => {
    const elsewhere = await newPostgresDatabase();
    const env = {
      VIEW_STORE_URL: elsewhere,
      KEY_STORE_URL: elsewhere,
      DESTROYED_KEYS_URL: folders.env!['KEY_STORE_URL'],
    };
    service = await startService(folders, env);
    expect(await ready(service)).toMatchObject({ status: 200, body: { status: 'ready' } });
    await proxy.refuse();
    await untilIs(service, 'partly-ready');
    expect(await ready(service)).toMatchObject({
      status: 200,
      body: { storesReachable: false, unreachable: 'destroyed-keys', viewsCaughtUp: true },
    });
    expect((await (await clientOf(service)).post('/v1/people', somebody)).status).toBe(201);
    await proxy.admit();
    await untilIs(service, 'ready');
  });

  it('waits as well while the server only reads, as a standby does, and goes on once it takes writes', async () => {
    await (await startService(folders)).end();
    await setReadOnly(folders.env!['VIEW_STORE_URL']!, true);
    service = await startService(folders);
    await untilIs(service, 'not-ready');
    // The records are found out about by a first write.
    const unwritable = async () => {
      const { status, body } = await ready(service!);
      expect(status).toBe(503);
      return body['unwritable'] as readonly { readonly store: string; readonly why: string }[];
    };
    await until(async () => (await unwritable()).length === 4);
    expect((await unwritable()).map(({ store, why }) => [store, why])).toEqual(
      ['views', 'keys', 'destroyed-keys', 'records'].map((store) => [store, 'read-only']),
    );
    const hr = await clientOf(service);
    expect((await hr.post('/v1/employers', { name: 'Alto' })).status).toBe(201);
    const refused = await hr.send('POST', '/v1/people', { body: somebody });
    expect([refused.status, refused.body.code]).toEqual([503, 'STORE_UNWRITABLE']);

    await setReadOnly(folders.env!['VIEW_STORE_URL']!, false);
    await untilReady(service);
    expect((await hr.post('/v1/people', somebody)).status).toBe(201);
    expect(service.log()).not.toContain('"stack"');
  });

  it('is refused where its keys would be new on a server that only reads', async () => {
    await setReadOnly(folders.env!['KEY_STORE_URL']!, true);
    const { code, stderr } = await refusedStart(folders, { VIEW_STORE_URL: '' });
    expect([code, stderr]).toEqual([
      75,
      expect.stringMatching(/^Jalon does not start\.\n- The key store cannot be opened: .* it can only be read/),
    ]);
    expect(stderr).not.toContain('does not answer');
  });

  it('is refused where its keys would be new, and where the database says no', async () => {
    await proxy.refuse();
    const unmade = await refusedStart(folders);
    expect([unmade.code, unmade.stderr]).toEqual([
      75,
      expect.stringMatching(
        /^Jalon does not start\.\n- The key store .*ECONNREFUSED.*KEY_STORE_URL .*start again once it/,
      ),
    ]);
    expect(await jalon(folders, 'tenant', 'open', 'main')).toMatchObject({
      code: 75,
      stderr: expect.stringContaining('start again once it answers') as unknown,
    });

    await proxy.admit();
    await (await startService(folders)).end();
    for (const [name, store] of [
      ['VIEW_STORE_URL', 'view'],
      ['KEY_STORE_URL', 'key'],
    ] as const) {
      const wrong = new URL(folders.env![name]!);
      wrong.password = 'much-hidden';
      const { code, stderr } = await refusedStart(folders, { [name]: wrong.href });
      expect(code).toBe(78);
      expect(stderr).toMatch(new RegExp(`The ${store} store cannot be opened: .*password authentication failed`));
      expect(stderr).not.toContain('much-hidden');
    }
  });
});
