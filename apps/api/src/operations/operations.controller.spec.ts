import { StoreUnavailable } from '@jalon/ports';
import type { FastifyReply } from 'fastify';
import type { ApiEngine } from '../api-engine.js';
import type { LiveStreams } from '../live/live-streams.js';
import type { Metrics } from './metrics.js';
import { OperationsController } from './operations.controller.js';

const views = {
  position: '7',
  caughtUp: true,
  lagEvents: 0,
  behindForMs: 0,
  parked: [],
  beingBuilt: [],
};

const reach = async () => ({ events: null, views: null, keys: null, 'destroyed-keys': null, records: null });

function ready(engine: Pick<ApiEngine, 'health' | 'runner'>) {
  const told = { status: 200, headers: {} as Record<string, string> };
  const reply = {
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    status: (status: number) => ((told.status = status), reply),
    header: (name: string, value: string) => ((told.headers[name] = value), reply),
  };
  const controller = new OperationsController(
    { reach, corruptEvents: () => 0, streamsAheadOfClock: () => 0, ...engine } as ApiEngine,
    {} as Metrics,
    {} as LiveStreams,
  );
  return controller.checkReadiness(reply as unknown as FastifyReply).then((body) => ({ ...told, body }));
}

describe('the health of the service', () => {
  it.each([
    ['is ready when nothing fails', null, 'ready'],
    ['is partly ready when its projector fails, with 200', new Error('disk full'), 'partly-ready'],
  ])('%s, and reports it', async (_, failure, expected) => {
    const { status, body } = await ready({
      health: async () => views,
      runner: { failure: () => failure, state: () => 'works' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      status: expected,
      storesReachable: true,
      unreachable: null,
      unwritable: [],
      viewsCaughtUp: true,
      behindForMs: 0,
      projector: 'works',
      projectorFails: failure !== null,
      parkedStreams: 0,
      corruptEvents: 0,
      streamsAheadOfClock: 0,
      viewsBeingBuilt: [],
    });
  });

  it('is partly ready while views are being built, with 200: a load balancer still sends commands', async () => {
    const building = { ...views, caughtUp: false, lagEvents: 9, behindForMs: 1_500.4 };
    const health = async () => ({ ...building, beingBuilt: [{ projection: 'missions', percent: 42 }] });
    const { status, body } = await ready({ health, runner: { failure: () => null, state: () => 'stands-by' } });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        status: 'partly-ready',
        viewsCaughtUp: false,
        behindForMs: 1_500,
        viewsBeingBuilt: [{ view: 'missions', percent: 42 }],
      }),
    ]);
  });

  it('is not ready when a store does not answer', async () => {
    const health = () => Promise.reject(new StoreUnavailable('gone'));
    const { status, headers, body } = await ready({
      health,
      runner: { failure: () => null, state: () => 'stands-by' },
    });
    expect([status, headers]).toEqual([503, { 'retry-after': '5' }]);
    expect(body).toMatchObject({
      status: 'not-ready',
      storesReachable: false,
      unreachable: 'events',
      // Which this process knows whatever its stores do.
      projector: 'stands-by',
      projectorFails: null,
    });
  });
});
