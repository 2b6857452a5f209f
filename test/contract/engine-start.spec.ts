import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { systemIds } from '@jalon/application';
import { OpenTenant } from '@jalon/directory';
import type { Envelope, Sealed } from '@jalon/kernel';
import {
  MAIN,
  makeSecrets,
  openEngine,
  readConfig,
  renewDestroyedList,
  StartRefused,
  StoreNotAnswering,
  type Engine,
} from '@jalon/engine';
import { newPostgresDatabase } from '@jalon/testing';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { openTcpProxy, type TcpProxy } from '../double/tcp-proxy.js';

const opened: Engine[] = [];
let folder: string;

const configIn = (home: string, more: Record<string, string> = {}) =>
  readConfig({ JALON_DATA_DIR: join(home, 'data'), JALON_KEYS_DIR: join(home, 'keys'), ...more });

async function start(home = folder): Promise<Engine> {
  const engine = await openEngine(configIn(home), { project: false });
  opened.push(engine);
  return engine;
}

async function eventsOf(engine: Engine): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const page of engine.stores.events.readAll(null)) types.push(...page.map(({ envelope }) => envelope.type));
  return types;
}

async function streamOf(engine: Engine, stream: string): Promise<readonly Envelope[]> {
  const envelopes: Envelope[] = [];
  for await (const { envelope } of engine.stores.events.readStream(stream)) envelopes.push(envelope);
  return envelopes;
}

const refusal = (start: Promise<unknown>) =>
  start.then(
    () => null,
    (error: unknown) => error as StartRefused,
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jalon-engine-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  await rm(folder, { recursive: true, force: true });
});

describe('the first start', () => {
  it('opens the tenant main with its operator, whose names are sealed', async () => {
    const engine = await start();
    expect(await eventsOf(engine)).toEqual(['TenantOpened', 'PersonRegistered']);
    const profile = await engine.tenants.require('main');
    expect(profile).toMatchObject({ zone: 'Europe/Paris', language: 'fr', mode: 'production' });
    const [registered] = await streamOf(engine, `person-main.${profile.operator}`);
    expect(JSON.stringify(registered)).not.toContain('Operator');
    expect(registered?.data['givenName']).toHaveProperty('sealed');
  });

  it('happens once', async () => {
    const first = await start();
    const { operator } = await first.tenants.require('main');
    await first.close();
    const second = await start();
    expect(await eventsOf(second)).toEqual(['TenantOpened', 'PersonRegistered']);
    expect((await second.tenants.require('main')).operator).toBe(operator);
  });

  it('is finished by the next when it was broken off before the operator was registered', async () => {
    const engine = await start();
    const operator = systemIds.next();
    const caller = { tenant: 'other', person: operator, roles: ['admin'], organisation: null } as const;
    const command = Object.assign(new OpenTenant(), { ...MAIN, tenant: undefined, operator });
    const order = { caller, target: null, commandId: systemIds.next(), correlationId: systemIds.next() };
    await engine.handler.handle(command, order);

    const profile = await engine.openTenant({ ...MAIN, tenant: 'other' });
    expect(profile.operator).toBe(operator);
    expect(await streamOf(engine, `person-other.${operator}`)).toMatchObject([{ type: 'PersonRegistered' }]);
  });

  it('lets nobody else read the keys', async () => {
    await start();
    const keys = await readdir(join(folder, 'keys'));
    expect(keys.sort()).toEqual(['destroyed.sqlite', 'record-hash.key', 'token-signing.pem', 'wrapping.key']);
    for (const key of keys) expect((await stat(join(folder, 'keys', key))).mode & 0o077).toBe(0);
  });
});

describe('keys in PostgreSQL', () => {
  it('are found again by the next start, and only the first start over empty stores makes their wrapping key', async () => {
    const url = await newPostgresDatabase();
    const startThere = () => openEngine(configIn(folder, { KEY_STORE_URL: url }), { project: false });
    const first = await startThere();
    const { operator } = await first.tenants.require('main');
    await first.close();
    expect((await readdir(join(folder, 'data'))).filter((file) => file.startsWith('keys'))).toEqual([]);

    const second = await startThere();
    const [registered] = await streamOf(second, `person-main.${operator}`);
    expect(await second.sealer.open(registered?.data['givenName'] as unknown as Sealed<string>)).toEqual({
      value: 'Operator',
    });
    await second.close();

    await rm(join(folder, 'keys', 'wrapping.key'));
    const refused = await refusal(startThere());
    expect(refused?.message).toMatch(/^The key store cannot be opened: .*wrapping\.key is missing/);
    expect(refused?.message).not.toContain(new URL(url).password);
  });

  it('on another machine need secrets that are given: the first start makes nothing', async () => {
    const config = configIn(folder, { KEY_STORE_URL: 'postgres://jalon:a-secret@db.invalid/jalon' });
    const refused = await refusal(openEngine(config, { project: false }));
    expect(refused?.message).toMatch(/first start .* lacks wrapping\.key, token-signing\.pem.*`jalon keys make`/);
    await expect(readdir(join(folder, 'keys'))).rejects.toThrow();
    expect((await readdir(join(folder, 'data'))).filter((file) => file.startsWith('keys'))).toEqual([]);
  });

  it('are opened with a password from PostgreSQL’s own file of passwords', async () => {
    const url = new URL(await newPostgresDatabase());
    const entry = [url.hostname, url.port, url.pathname.slice(1), url.username, url.password].join(':');
    await writeFile(join(folder, 'pgpass'), `${entry}\n`, { mode: 0o600 });
    url.password = '';
    const before = { ...process.env };
    process.env['PGPASSFILE'] = join(folder, 'pgpass');
    try {
      await makeSecrets(configIn(folder));
      const engine = await openEngine(configIn(folder, { KEY_STORE_URL: url.href, VIEW_STORE_URL: url.href }), {
        project: false,
      });
      expect(await eventsOf(engine)).toEqual(['TenantOpened', 'PersonRegistered']);
      await engine.close();
    } finally {
      process.env = before;
    }
  });

  it('that cannot be reached refuse the start, without their password', async () => {
    const url = 'postgres://jalon:a-secret@127.0.0.1:1/jalon';
    const refused = await refusal(openEngine(configIn(folder, { KEY_STORE_URL: url }), { project: false }));
    expect(refused).toBeInstanceOf(StoreNotAnswering);
    expect(refused?.message).toMatch(
      /^The key store cannot be opened: .*ECONNREFUSED.*KEY_STORE_URL .*: start again once it answers\.$/,
    );
    expect(JSON.stringify([refused, refused?.stack])).not.toContain('a-secret');
  });

  it('whose list of destroyed keys cannot be reached refuse the first start, and name the list', async () => {
    const more = {
      KEY_STORE_URL: await newPostgresDatabase(),
      DESTROYED_KEYS_URL: 'postgres://u:a-secret@127.0.0.1:1/d',
    };
    const config = configIn(folder, more);
    await makeSecrets(config);
    const refused = await refusal(openEngine(config, { project: false }));
    expect(refused).toBeInstanceOf(StoreNotAnswering);
    expect(refused?.message).toMatch(
      /^The list of destroyed keys cannot be opened: .*DESTROYED_KEYS_URL .*start again/,
    );
    expect(JSON.stringify([refused, refused?.stack])).not.toContain('a-secret');
  });

  it('that cannot be reached are given no list anew, and nobody is told that they were', async () => {
    const config = configIn(folder, { KEY_STORE_URL: 'postgres://jalon:a-secret@127.0.0.1:1/jalon' });
    await makeSecrets(config);
    const refused = await refusal(renewDestroyedList(config));
    expect(refused).toBeInstanceOf(StoreNotAnswering);
    expect(refused?.message).toContain('KEY_STORE_URL');
  });
});

describe('a token', () => {
  it('is minted and known again, also after a restart', async () => {
    const first = await start();
    const { operator } = await first.tenants.require('main');
    const bearer = { tenant: 'main', person: operator, roles: ['admin'], organisation: null } as const;
    const token = await first.mintToken(bearer, 60);
    await first.close();
    const second = await start();
    expect((await second.identify({ authorization: `Bearer ${token}` })).caller).toEqual(bearer);
  });
});

describe('a start is refused', () => {
  beforeEach(async () => {
    await (await start()).close();
  });

  it('when others can read a key', async () => {
    await chmod(join(folder, 'keys', 'wrapping.key'), 0o644);
    const refused = await refusal(start());
    expect(refused).toBeInstanceOf(StartRefused);
    expect(refused?.message).toContain('chmod 600');
  });

  it('when the wrapping key is gone', async () => {
    await rm(join(folder, 'keys', 'wrapping.key'));
    expect((await refusal(start()))?.message).toContain('Restore it from the backup');
  });

  it('when it is another wrapping key', async () => {
    await writeFile(join(folder, 'keys', 'wrapping.key'), 'ab'.repeat(32));
    expect((await refusal(start()))?.message).toContain('is not the key');
  });

  it('when events are there and every key is gone, rather than make new ones', async () => {
    await rm(join(folder, 'keys'), { recursive: true });
    await rm(join(folder, 'data', 'keys.sqlite'));
    const refused = await refusal(start());
    expect(refused).toBeInstanceOf(StartRefused);
    expect(refused?.message).toContain('events are already stored');
    await expect(readdir(join(folder, 'keys'))).rejects.toThrow();
  });

  it('when the list of destroyed keys is gone', async () => {
    await rm(join(folder, 'keys', 'destroyed.sqlite'));
    expect((await refusal(start()))?.message).toMatch(/destroyed\.sqlite is missing.*`jalon keys renew-list`/);
  });

  it('when the keys of tokens are gone', async () => {
    await rm(join(folder, 'keys', 'token-signing.pem'));
    expect((await refusal(start()))?.message).toContain('token-signing.pem is missing');
  });

  it('when the event store is something else', async () => {
    await rm(join(folder, 'data', 'events.sqlite'));
    await rm(join(folder, 'data', 'events.sqlite-wal'), { force: true });
    const other = new Database(join(folder, 'data', 'events.sqlite'));
    other.exec('create table notes (text)');
    other.close();
    const refused = await refusal(start());
    expect(refused).toBeInstanceOf(StartRefused);
    expect(refused?.message).toContain('is a database of another program');
  });

  it('when the event store was written by a later version', async () => {
    const later = new Database(join(folder, 'data', 'events.sqlite'));
    later.pragma('user_version = 99');
    later.close();
    expect((await refusal(start()))?.message).toContain('schema 99');
  });

  it('and leaves nothing open: mended, it starts', async () => {
    const key = join(folder, 'keys', 'wrapping.key');
    await chmod(key, 0o644);
    await refusal(start());
    await chmod(key, 0o600);
    await expect(start()).resolves.toBeDefined();
  });
});

describe('the first start while the event store does not answer', () => {
  let double: EventStoreDouble;
  beforeEach(async () => {
    double = await openEventStoreDouble();
    await double.proxy.refuse();
  });
  afterEach(() => double.close());

  async function startOnDouble(url = double.url): Promise<Engine> {
    const config = configIn(folder, { EVENT_STORE_URL: url });
    await makeSecrets(config);
    const engine = await openEngine(config, { project: false });
    opened.push(engine);
    return engine;
  }

  it('waits for it: only a store that answers can say whether the keys may be new', async () => {
    const starting = startOnDouble();
    await sleep(1_500);
    await double.proxy.admit();
    expect(await eventsOf(await starting)).toEqual(['TenantOpened', 'PersonRegistered']);
  });

  it('is refused after a while for what it is: nobody is said to have sealed anything', async () => {
    const refused = await refusal(startOnDouble());
    expect(refused).toBeInstanceOf(StoreNotAnswering);
    expect(refused?.reasons.map(({ en }) => en)).toEqual([
      expect.stringMatching(
        /^The key store .* is new, and whether events are already stored cannot be read: .*EVENT_STORE_URL .*: start again once it answers\.$/,
      ),
    ]);
  });

  it('is refused for good where it answers, in another way than it is asked: no retry helps', async () => {
    await double.proxy.admit();
    const refused = await refusal(startOnDouble(double.url.replace('tls=false', 'tls=true')));
    expect(refused).toBeInstanceOf(StartRefused);
    expect(refused).not.toBeInstanceOf(StoreNotAnswering);
    expect(refused?.message).toMatch(/cannot be read: EVENT_STORE_URL asks for TLS.*\?tls=false/);
  });
});

describe('the first start while neither the event store nor the PostgreSQL of its keys answers', () => {
  let double: EventStoreDouble;
  let proxy: TcpProxy;
  let config: ReturnType<typeof configIn>;
  beforeEach(async () => {
    double = await openEventStoreDouble();
    await double.proxy.refuse();
    const url = new URL(await newPostgresDatabase());
    proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    await proxy.refuse();
    config = configIn(folder, { EVENT_STORE_URL: double.url, KEY_STORE_URL: url.href });
    await makeSecrets(config);
  });
  afterEach(async () => {
    await double.close();
    await proxy.close();
  });

  it('is refused as long as neither does, so that nothing is stored that new keys were not told of', async () => {
    const refused = await refusal(openEngine(config, { project: false }));
    expect(refused).toBeInstanceOf(StoreNotAnswering);
    expect(refused?.message).toMatch(
      /^The key store may be new and does not answer, and whether events .*EVENT_STORE_URL .*start again once it answers\.$/,
    );
    await double.proxy.admit();
    await proxy.admit();
    const engine = await openEngine(config, { project: false });
    opened.push(engine);
    expect(await eventsOf(engine)).toEqual(['TenantOpened', 'PersonRegistered']);
  });

  it('needs the keys once the events say that there are none', async () => {
    const refusing = refusal(openEngine(config, { project: false }));
    await sleep(1_500);
    await double.proxy.admit();
    const refused = await refusing;
    expect(refused).toBeInstanceOf(StoreNotAnswering);
    expect(refused?.message).toMatch(/^The key store cannot be opened: .*KEY_STORE_URL /);
  });

  it('is no first start where events are there: it goes on, and the keys may come later', async () => {
    await double.proxy.admit();
    await proxy.admit();
    await (await openEngine(config, { project: false })).close();
    await double.proxy.refuse();
    await proxy.refuse();
    const starting = openEngine(config, { project: false });
    await sleep(1_500);
    await double.proxy.admit();
    const engine = await starting;
    opened.push(engine);
    expect(await eventsOf(engine)).toEqual(['TenantOpened', 'PersonRegistered']);
  });
});
