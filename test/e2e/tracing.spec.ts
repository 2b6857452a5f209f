import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { clientOf, exchange } from './client.js';
import { startReceiver, type Receiver, type ReceivedSpan } from './otlp-receiver.js';
import { modulesIn, TELLS_FILES } from './loaded-modules.js';
import { newFolders, refusedStart, removeFolders, startProjector, startService, type Service } from './service.js';
import { made } from './parties.js';
import { until } from '@jalon/testing';

const running: Service[] = [];
const receivers: Receiver[] = [];
const folders = [newFolders()];

afterEach(async () => {
  for (const one of running.splice(0)) await one.end();
  for (const receiver of receivers.splice(0)) await receiver.close();
});
afterAll(() => folders.forEach(removeFolders));

const SOON = { OTEL_BSP_SCHEDULE_DELAY: '100' };
const SERVER = 2;
const CONSUMER = 5;

async function receiverThat(answer?: () => Promise<unknown>): Promise<Receiver> {
  const receiver = await startReceiver(answer);
  receivers.push(receiver);
  return receiver;
}

async function service(env: NodeJS.ProcessEnv = {}): Promise<Service> {
  const own = newFolders();
  folders.push(own);
  const one = await startService(own, env);
  running.push(one);
  return one;
}

const newTrace = () => ({ trace: randomBytes(16).toString('hex'), parent: randomBytes(8).toString('hex') });
const ofTrace = (spans: readonly ReceivedSpan[], trace: string) => spans.filter(({ traceId }) => traceId === trace);
const named = (spans: readonly ReceivedSpan[], name: string) => spans.find((span) => span.name === name);

/** Registers an employer as part of a trace, and asks for it until its views have it. */
async function traced(at: Service, { trace, parent }: ReturnType<typeof newTrace>, flags = '01'): Promise<string> {
  const hr = await clientOf(at);
  const headers = { traceparent: `00-${trace}-${parent}-${flags}` };
  const { status, body } = await hr.post('/v1/employers', { name: 'Filature Secrète' }, headers);
  expect(status).toBe(201);
  const seen = { 'jalon-min-position': String(body.position) };
  expect((await hr.get(`/v1/employers/${body.id}`, seen)).status).toBe(200);
  return hr.person;
}

/** Fails unless the trace goes from the request to the projection, each span below the one that caused it. */
function expectWhole(spans: readonly ReceivedSpan[], parent: string): void {
  const [request, command] = [named(spans, 'POST /v1/employers'), named(spans, 'command RegisterEmployer')];
  const [load, append] = [named(spans, 'load employer'), named(spans, 'append employer')];
  expect(request).toMatchObject({
    parentSpanId: parent,
    kind: SERVER,
    attributes: { 'http.request.method': 'POST', 'http.route': '/v1/employers', 'http.response.status_code': 201 },
  });
  expect(command).toMatchObject({
    parentSpanId: request?.spanId,
    attributes: { 'jalon.command.name': 'RegisterEmployer', 'jalon.command.result': 'accepted' },
  });
  expect([load?.parentSpanId, append?.parentSpanId]).toEqual([command?.spanId, command?.spanId]);
  expect(append?.attributes).toMatchObject({ 'db.system.name': 'sqlite', 'db.operation.name': 'append' });
  const projected = spans.filter(({ name }) => name === 'project');
  expect(projected).toMatchObject([{ parentSpanId: append?.spanId, kind: CONSUMER }]);
}

describe('a service that traces', () => {
  it('sends one trace of a command, from its request to its projection, in the trace of whoever sent it', async () => {
    const receiver = await receiverThat();
    const one = await service({ ...SOON, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'missions' });
    const { trace, parent } = newTrace();
    const person = await traced(one, { trace, parent });
    await receiver.received(trace, 'project');
    await receiver.received(trace, 'POST /v1/employers');
    const spans = ofTrace(receiver.spans, trace);
    expectWhole(spans, parent);
    expect(new Set(spans.map(({ service: name }) => name))).toEqual(new Set(['missions']));
    const text = JSON.stringify(receiver.spans);
    expect(text).not.toContain('Secrète');
    expect(text).not.toContain(person);
  });

  it('sends what is still waiting when it is stopped, also what its projector’s thread knows', async () => {
    const receiver = await receiverThat();
    const one = await service({
      OTEL_BSP_SCHEDULE_DELAY: '60000',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`,
    });
    const { trace, parent } = newTrace();
    await traced(one, { trace, parent });
    expect(receiver.requests()).toBe(0);
    expect(await running.splice(0)[0]!.end()).toMatchObject({ code: 0, stderr: '' });
    expectWhole(ofTrace(receiver.spans, trace), parent);
  });

  it('goes on with it in a projector of its own', async () => {
    const receiver = await receiverThat();
    const env = { ...SOON, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const one = await service({ ...env, PROJECTIONS: 'elsewhere' });
    const projector = await startProjector(one.folders, { ...env, OTEL_SERVICE_NAME: 'projector' });
    running.unshift(projector);
    while ((await exchange(`${projector.url}/health/ready`)).body.viewsCaughtUp !== true);
    const { trace, parent } = newTrace();
    await traced(one, { trace, parent });
    expect(await running.shift()!.end()).toMatchObject({ code: 0, stderr: '' });
    await receiver.received(trace, 'POST /v1/employers');
    const spans = ofTrace(receiver.spans, trace);
    expectWhole(spans, parent);
    expect(named(spans, 'project')?.service).toBe('projector');
  });

  it('begins a trace of its own where a request names none, and records none where its sender does not', async () => {
    const receiver = await receiverThat();
    const one = await service({ ...SOON, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const unrecorded = newTrace();
    await traced(one, unrecorded, '00');
    const hr = await clientOf(one);
    await made(hr, '/v1/organisations', { name: 'Les Jardins', register: 'rna' });
    const nonsense = `00-${unrecorded.trace}-${unrecorded.parent}-01; DROP TABLE`;
    expect((await hr.get('/v1/organisations', { traceparent: nonsense })).status).toBe(200);
    expect((await hr.get('/nowhere/secret')).status).toBe(404);
    await one.end();
    running.length = 0;
    expect(ofTrace(receiver.spans, unrecorded.trace)).toEqual([]);
    const request = named(receiver.spans, 'POST /v1/organisations');
    expect(request).not.toHaveProperty('parentSpanId');
    expect(ofTrace(receiver.spans, request!.traceId).map(({ name }) => name)).toContain('project');
    expect(named(receiver.spans, 'GET /v1/organisations')).not.toHaveProperty('parentSpanId');
    expect(JSON.stringify(receiver.spans)).not.toContain('secret');
    const kept = tracesKept(one).map((there) => there?.split('-')[1]);
    expect(kept).toContain(request?.traceId);
    expect(kept).not.toContain(unrecorded.trace);
  });

  it('tells nothing of who asks whether it is well', async () => {
    const receiver = await receiverThat();
    const one = await service({ ...SOON, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    await exchange(`${one.url}/health/live`);
    await (await clientOf(one, { roles: ['admin'] })).get('/metrics');
    await running.splice(0)[0]!.end();
    // Only the spans of a first start are sent.
    expect(receiver.spans.filter(({ kind }) => kind === SERVER)).toEqual([]);
    expect(receiver.spans.length).toBeGreaterThan(0);
  });
});

describe('a receiver', () => {
  const away = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_BSP_SCHEDULE_DELAY: '10' };

  it('that is away ends no service, which says so once and stops in its time', async () => {
    const one = await service(away);
    for (let times = 0; times < 3; times += 1) await traced(one, newTrace());
    await until(() => one.log().includes('traces could not be sent'), 30_000);
    await traced(one, newTrace());
    // A stop that waited for the receiver would run into its time limit, with another exit code.
    expect(await running.splice(0)[0]!.end()).toMatchObject({ code: 0, stderr: '' });
  });

  it('that never answers makes no command wait', async () => {
    const slow = await receiverThat(() => new Promise(() => undefined));
    const untraced = await service();
    const one = await service({ OTEL_EXPORTER_OTLP_ENDPOINT: slow.url, OTEL_BSP_SCHEDULE_DELAY: '10' });
    const pairs = [];
    await Promise.all([commandTook(untraced, 20), commandTook(one, 20)]);
    for (let round = 0; round < 15; round += 1) {
      pairs.push([await commandTook(untraced, 4), await commandTook(one, 4)] as const);
    }
    expect(slow.requests()).toBeGreaterThan(0);
    const difference = median(pairs.map(([without, with_]) => with_ - without));
    // A command that waited for the receiver would take its timeout, ten seconds. A busy machine adds far less.
    expect(difference).toBeLessThan(1_000);
    expect(await running.pop()!.end()).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a service that does not trace', () => {
  it('loads nothing for it, sends nothing and keeps no trace, whatever a request names', async () => {
    const receiver = await receiverThat();
    const loaded = async (env: NodeJS.ProcessEnv) => {
      const one = await service({ ...TELLS_FILES, ...env });
      const { trace, parent } = newTrace();
      await traced(one, { trace, parent });
      const kept = tracesKept(one).filter((there) => there !== null);
      const { stderr } = await running.splice(0)[0]!.end();
      // The metrics library loads OpenTelemetry's interface, without an implementation.
      const modules = modulesIn(stderr).filter((url) => /@opentelemetry\/(?!api\/)|tracing\/opentelemetry/.test(url));
      return { modules, kept, ofRequest: kept.filter((there) => there.includes(trace)) };
    };
    const nothing = { modules: [], kept: [], ofRequest: [] };
    expect(await loaded({})).toEqual(nothing);
    const off = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_EXPORTER: 'none' };
    expect(await loaded(off)).toEqual(nothing);
    expect(receiver.requests()).toBe(0);
    const on = await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    expect(on.modules.length).toBeGreaterThan(2);
    expect(on.ofRequest).toHaveLength(1);
  });

  it('does not start over a variable that is wrong', async () => {
    const { code, stderr } = await refusedStart(folders[0]!, { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' });
    expect(code).toBe(78);
    expect(stderr).toContain('OTEL_EXPORTER_OTLP_ENDPOINT is not a receiver');
  });
});

/** The trace parent that the event store keeps with each event. */
function tracesKept(one: Service): readonly (string | null)[] {
  const events = new Database(join(one.folders.data, 'events.sqlite'), { readonly: true });
  try {
    return events.prepare<[], string | null>('SELECT traceparent FROM events').pluck().all();
  } finally {
    events.close();
  }
}

/** How long a command takes, in milliseconds: the median of `times` commands. */
async function commandTook(at: Service, times: number): Promise<number> {
  const hr = await clientOf(at);
  const took: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const begun = performance.now();
    await made(hr, '/v1/employers', { name: `Filature ${count}` });
    took.push(performance.now() - begun);
  }
  return median(took);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
