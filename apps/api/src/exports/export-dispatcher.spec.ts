import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { QueryBus } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger as NestLogger, LoggerModule } from 'nestjs-pino';
import { pino } from 'pino';
import { AuditEvents } from '@jalon/read-models';
import { StoreUnavailable } from '@jalon/ports';
import { until } from '@jalon/testing';
import type { Caller } from '@jalon/kernel';
import { fastifyOptions } from '../http/fastify-server.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { QueryDispatcher } from '../queries/query-endpoint.js';
import { ExportDispatcher } from './export-dispatcher.js';

const caller = { tenant: 'main' } as Caller;
const PAGE = [{ eventId: '1', data: { text: 'x'.repeat(20_000) } }];
const [INFO, WARN, ERROR] = [30, 40, 50];

/** A list with some pages, that then fails. */
const store = { pages: 0, fault: null as Error | null };

async function* pages() {
  for (let page = 0; page < store.pages; page += 1) {
    yield PAGE;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (store.fault) throw store.fault;
}

const names = () => (store.fault ? Promise.reject(store.fault) : Promise.resolve(new Map()));

@Controller()
class Exports {
  constructor(@Inject(ExportDispatcher) private readonly exports: ExportDispatcher) {}

  @Get('exports/:id')
  whole(@Http() http: HttpContext): Promise<object> {
    http.request.identified = { caller, credential: { kind: 'signed', id: 'a' }, accounts: [], expiresAt: 0 };
    return this.exports.dispatch('audit', new AuditEvents(), http);
  }
}

describe('an export whose store fails', () => {
  let app: NestFastifyApplication;
  let url: string;
  const lines: Record<string, unknown>[] = [];
  beforeEach(async () => {
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    @Module({
      imports: [LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true, forRoutes: [] })],
      controllers: [Exports],
      providers: [
        {
          provide: QueryBus,
          useValue: { execute: async () => ({ pages: pages(), names, mode: 'live', position: '7' }) },
        },
        QueryDispatcher,
        ExportDispatcher,
      ],
    })
    class Api {}
    app = await NestFactory.create<NestFastifyApplication>(Api, new FastifyAdapter(fastifyOptions(logger)), {
      bufferLogs: true,
    });
    app.useLogger(app.get(NestLogger));
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterEach(() => app.close());

  async function exported(given: typeof store, accept = 'application/x-ndjson') {
    Object.assign(store, given);
    lines.length = 0;
    const answer = await fetch(`${url}/exports/3?secret=1`, { headers: { accept } });
    const whole = await answer.text().then(
      () => true,
      () => false,
    );
    const file = answer.headers.get('content-disposition');
    return { status: answer.status, file, whole, told: lines.filter(({ level }) => Number(level) >= WARN) };
  }

  const facts = { reqId: expect.any(String), method: 'GET', route: '/exports/:id', tenant: 'main' };

  it('after it began is cut, and one log line names the request, the export and the reason', async () => {
    const fault = new StoreUnavailable('the event store does not answer: gone');
    const { status, whole, told } = await exported({ pages: 2, fault });
    expect([status, whole]).toEqual([200, false]);
    expect(told).toEqual([
      expect.objectContaining({
        ...facts,
        level: WARN,
        msg: 'an answer was cut',
        code: 'STORE_UNAVAILABLE',
        reason: 'the event store does not answer: gone',
        exported: 'audit',
        format: 'ndjson',
        bytes: 2 * (JSON.stringify(PAGE[0]).length + 1),
      }),
    ]);
    expect(told[0]).not.toHaveProperty('err');
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('for an unexpected reason is logged with its stack', async () => {
    const { whole, told } = await exported({ pages: 1, fault: new TypeError('no such thing') });
    expect(whole).toBe(false);
    expect(told).toEqual([expect.objectContaining({ ...facts, level: ERROR, msg: 'an answer was cut' })]);
    expect(told[0]).toMatchObject({ err: { stack: expect.stringContaining('no such thing') } });
  });

  it.each([
    ['reads the list', 'application/x-ndjson'],
    ['reads names', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])(
    'before its first byte, when it %s, is answered with a problem that no browser saves as a file',
    async (_, accept) => {
      const { status, file, told } = await exported({ pages: 0, fault: new StoreUnavailable('gone') }, accept);
      expect([status, file]).toEqual([503, null]);
      expect(told).toEqual([
        expect.objectContaining({ ...facts, level: WARN, msg: 'a request failed', reason: 'gone' }),
      ]);
    },
  );

  it.each([
    ['its client', (leave: () => void) => leave()],
    ['the stop of the service', () => app.getHttpServer().closeAllConnections()],
  ])('is a line of the log when its connection is closed by %s', async (_who, close) => {
    Object.assign(store, { pages: 1_000, fault: null });
    lines.length = 0;
    const request = get(`${url}/exports/3`, { headers: { accept: 'application/x-ndjson' }, agent: false });
    request.on('error', () => undefined);
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    await once(answer, 'data');
    close(() => request.destroy());
    const cut = () => lines.filter(({ msg }) => msg === 'an answer was cut');
    await until(() => cut().length > 0);
    expect(cut()).toEqual([
      expect.objectContaining({
        ...facts,
        level: INFO,
        exported: 'audit',
        format: 'ndjson',
        reason: 'its connection was closed before its end',
      }),
    ]);
  });

  it('logs nothing when nothing fails', async () => {
    expect(await exported({ pages: 2, fault: null })).toEqual({
      status: 200,
      file: 'attachment; filename="jalon-audit-7.ndjson"',
      whole: true,
      told: [],
    });
  });
});
