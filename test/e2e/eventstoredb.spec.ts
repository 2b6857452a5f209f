import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStoreDouble, type EventStoreDouble } from '../double/event-store-double.js';
import { jalon } from './cli.js';
import { clientOf, exchange, type Answer } from './client.js';
import { newFolders, refusedStart, removeFolders, startService, type Folders, type Service } from './service.js';
import { made, proposal, registerParties } from './parties.js';
import { until } from '@jalon/testing';

describe('a service whose events lie in EventStoreDB', () => {
  let double: EventStoreDouble;
  let folders: Folders;
  let service: Service | null = null;
  beforeEach(async () => {
    double = await openEventStoreDouble();
    folders = newFolders();
    expect(await jalon(folders, 'keys', 'make')).toMatchObject({ code: 0 });
  });
  afterEach(async () => {
    await service?.end();
    service = null;
    await double.close();
    removeFolders(folders);
  });

  const start = async (env: NodeJS.ProcessEnv = {}) =>
    (service = await startService(folders, { EVENT_STORE_URL: double.url, STORE_PATIENCE_MS: '1000', ...env }));
  const ready = (at: Service) => exchange(`${at.url}/health/ready`);

  async function untilReady(at: Service): Promise<void> {
    const end = Date.now() + 20_000;
    while ((await ready(at)).status !== 200) {
      if (Date.now() > end) throw new Error(`it never became ready:\n${at.log()}`);
      await sleep(50);
    }
  }

  /** An answer, and after how many milliseconds it came. */
  async function timed(answer: Promise<Answer>): Promise<Answer & { readonly ms: number }> {
    const begun = performance.now();
    return { ...(await answer), ms: performance.now() - begun };
  }

  async function expectAway(at: Service): Promise<void> {
    const hr = await clientOf(at);
    const waits: number[] = [];
    while (waits.length < 8 && !(Math.min(...waits) < 500)) {
      const { status, headers, body, ms } = await timed(hr.send('POST', '/v1/employers', { body: { name: 'Nobody' } }));
      expect([status, body.code]).toEqual([503, 'STORE_UNAVAILABLE']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      waits.push(ms);
    }
    // The first commands wait for the answer themselves; once several were late in a row, later ones are refused at once.
    expect(waits[0]).toBeLessThan(5_000);
    expect(Math.min(...waits)).toBeLessThan(500);
    const health = await ready(at);
    expect(health.status).toBe(503);
    expect(health.body).toMatchObject({ status: 'not-ready', storesReachable: false, unreachable: 'events' });
  }

  it('does a mission’s first steps, tells them in order, and finds them again after a restart', async () => {
    const first = await start();
    const parties = await registerParties(first);
    const proposed = await made(parties.hr, '/v1/missions', proposal(parties));
    const accepted = await made(parties.employee, `/v1/missions/${proposed.id}/acceptances`);
    const seen = { 'jalon-min-position': accepted.position };
    const mission = await parties.hr.get(`/v1/missions/${proposed.id}`, seen);
    expect(mission.body).toMatchObject({ status: 'proposed' });

    const history = await parties.auditor.get(`/v1/missions/${proposed.id}/history`, seen);
    const types = history.body.items.map(({ type }: { type: string }) => type);
    expect(types).toEqual(['MissionProposed', 'MissionAccepted']);
    const trail = await parties.auditor.get(`/v1/audit/events?stream=mission-main.${proposed.id}`, seen);
    expect(trail.body.items.map(({ type }: { type: string }) => type).sort()).toEqual([...types].sort());

    await first.end();
    const second = await start();
    const again = await clientOf(second, { person: parties.auditor.person, roles: ['auditor'] });
    expect((await again.get(`/v1/missions/${proposed.id}/history`, seen)).body).toEqual(history.body);
  });

  it('starts while the store is away, says so, and serves by itself once it is there', async () => {
    // Only an event store that answers can say whether a new key store may be created.
    await (await start()).end();
    await double.proxy.refuse();
    const at = await start({ EVENT_STORE_USER: 'jalon', EVENT_STORE_PASSWORD: 'much-hidden' });
    await expectAway(at);

    await double.proxy.admit();
    await untilReady(at);
    const hr = await clientOf(at);
    expect((await hr.post('/v1/employers', { name: 'Alto' })).status).toBe(201);
    expect(at.log()).not.toContain('much-hidden');
  });

  it('answers nothing as done while the store is frozen, says so, and serves by itself once it speaks', async () => {
    const at = await start();
    const hr = await clientOf(at);
    const before = await made(hr, '/v1/employers', { name: 'Alto' });
    double.proxy.freeze();
    await expectAway(at);
    await expectAway(at);

    await until(async () => told(at, 'a request failed').length > 0);
    // The stores are asked once a second, and two answers in a row must agree.
    await until(async () => told(at, 'the event store does not answer').length > 0);
    const away = told(at, 'the event store does not answer');
    expect(away).toEqual([expect.objectContaining({ level: 40, reason: expect.any(String) })]);
    // The first refusal is told whole; the others are counted, and summed up once a minute.
    const refused = told(at, 'a request failed');
    expect(refused).toHaveLength(1);
    for (const line of refused)
      expect(line).toMatchObject({ level: 40, route: '/v1/employers', reqId: expect.any(String), tenant: 'main' });
    expect(at.log()).not.toContain('"stack"');

    double.proxy.thaw();
    await untilReady(at);
    // The log comes through a pipe, later than the answer.
    await until(async () => told(at, 'the event store answers again').length > 0);
    await until(async () => (await hr.post('/v1/employers', { name: 'Basso' })).status === 201);
    const names = await hr.get('/v1/employers', { 'jalon-min-position': before.position });
    expect(names.body.items.map(({ name }: { name: string }) => name)).toContain('Alto');
    expect(told(at, 'the event store answers again')).toHaveLength(1);
  });

  it('goes on projecting after its subscription was cut', async () => {
    const at = await start();
    const hr = await clientOf(at);
    await made(hr, '/v1/employers', { name: 'Alto' });
    double.proxy.cut();
    let last: Answer | null = null;
    await until(async () => (last = await hr.post('/v1/employers', { name: 'Basso' })).status === 201);
    const { position } = last!.body;
    const names = await hr.get('/v1/employers', { 'jalon-min-position': position });
    expect(names.body.items.map(({ name }: { name: string }) => name).sort()).toEqual(['Alto', 'Basso']);
    expect(Number(measured(await metricsOf(at), 'jalon_subscription_reconnections_total'))).toBeGreaterThan(0);
  });

  it('measures that the store is away, and what needs no store all the while', async () => {
    const at = await start();
    const reached = async () => measured(await metricsOf(at), 'jalon_store_reachable{store="events"}');
    expect(await reached()).toBe('1');
    double.proxy.freeze();
    // One check serves all requests for a second.
    await until(async () => (await reached()) === '0');
    const text = await metricsOf(at);
    expect(measured(text, 'jalon_store_reachable{store="keys"}')).toBe('1');
    expect(measured(text, 'jalon_projecting')).toBe('1');
    expect(measured(text, 'jalon_projection_lag_events')).toBe(undefined);
    double.proxy.thaw();
    await until(async () => (await reached()) === '1');
  });

  it('is waited for at the command line, where nobody else waits for the answer', async () => {
    await (await start()).end();
    double.proxy.freeze();
    const opening = jalon({ ...folders, env: { EVENT_STORE_URL: double.url } }, 'tenant', 'open', 'rhone');
    await sleep(4_000);
    double.proxy.thaw();
    expect(await opening).toMatchObject({ code: 0, stderr: '' });
  });

  it('that refuses connections is told at once at the command line, which ends as who may come again', async () => {
    await (await start()).end();
    await double.proxy.refuse();
    const at = { ...folders, env: { EVENT_STORE_URL: double.url } };
    const took = async (...args: string[]) => {
      const begun = performance.now();
      return { ...(await jalon(at, ...args)), ms: performance.now() - begun };
    };
    const withoutStore = await took('help');
    for (const args of [
      ['tenant', 'open', 'rhone'],
      ['event-store', 'access', '--writers', 'jalon'],
    ]) {
      const { code, stdout, stderr, ms } = await took(...args);
      expect([code, stdout, stderr]).toEqual([75, '', expect.stringContaining('ECONNREFUSED')]);
      // The command line waits ten seconds for a silent server. A busy machine starts every command as slowly.
      expect(ms - withoutStore.ms).toBeLessThan(9_000);
    }
  });

  it('says what to do where its URL asks for TLS and the server speaks none', async () => {
    // By name, because Node prints a warning of its own for an address.
    const asking = double.url.replace(/\?.*$/, '').replace('127.0.0.1', 'localhost');
    const { code, stderr } = await refusedStart(folders, { EVENT_STORE_URL: asking });
    expect([code, stderr]).toEqual([
      78,
      expect.stringMatching(
        /^Jalon does not start\.\n- The key store .* is new, .*: EVENT_STORE_URL asks for TLS.*\?tls=false.*\n$/,
      ),
    ]);
    await (await start()).end();
    const at = await start({ EVENT_STORE_URL: asking });
    expect((await ready(at)).body).toMatchObject({ status: 'not-ready', unreachable: 'events' });
    await until(async () => told(at, 'the event store does not answer').length > 0);
    const [line] = told(at, 'the event store does not answer');
    expect(line).toMatchObject({ reason: expect.stringMatching(/^EVENT_STORE_URL asks for TLS/) as unknown });
    expect(at.log()).not.toContain('SSL routines');
  });

  it('makes its secrets at the first start where the server is on this machine, and says that it is one', async () => {
    const bare = newFolders();
    const first = await startService(bare, { EVENT_STORE_URL: double.url });
    expect(first.log()).toContain('the first start over empty stores');
    await first.end();
    const second = await startService(bare, { EVENT_STORE_URL: double.url });
    expect(second.log()).not.toContain('the first start over empty stores');
    await second.end();
    removeFolders(bare);
  });

  it('makes nothing where a store is on another machine: it names `jalon keys make`', async () => {
    const bare = newFolders();
    const elsewhere = { EVENT_STORE_URL: double.url, KEY_STORE_URL: 'postgres://u:a-secret@db.invalid/d' };
    const { code, stderr } = await refusedStart(bare, elsewhere);
    expect(code).toBe(78);
    expect(stderr).toMatch(
      /first start .* lacks wrapping\.key, token-signing\.pem.*`jalon keys make`.*Nothing was made/,
    );
    expect(existsSync(bare.data) || existsSync(bare.keys)).toBe(false);
    removeFolders(bare);
  });
});

async function metricsOf(at: Service): Promise<string> {
  const { status, text } = await (await clientOf(at, { roles: ['auditor'] })).get('/metrics');
  expect(status).toBe(200);
  return text;
}

/** The value of one metric; undefined where it is absent. */
function measured(text: string, metric: string): string | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${metric} `));
  return line?.slice(metric.length + 1);
}

/** The lines of its log that say so. */
function told(at: Service, line: string): readonly object[] {
  const lines = at.log().trim().split('\n');
  return lines.map((each) => JSON.parse(each) as { readonly msg?: string }).filter(({ msg }) => msg === line);
}
