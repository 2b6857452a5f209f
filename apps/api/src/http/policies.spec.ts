import fastify, { type FastifyInstance, type RouteShorthandOptions } from 'fastify';
import { enforcePolicies } from './policies.js';

let server: FastifyInstance;
beforeEach(() => {
  server = fastify();
  enforcePolicies(server);
});
afterEach(() => server.close());

const route = (url: string, config: RouteShorthandOptions['config'] = {}) =>
  server.get(url, { config }, () => 'answered');

describe('a server under the table of policies', () => {
  it('gets ready with routes that are public, or that the table names', async () => {
    route('/', { public: true });
    route('/v1/missions', { action: 'ListMissions', exportable: true });
    route('/v1/audit/events', { action: 'AuditEvents', exportable: true });
    server.options('*', () => '');
    await expect(server.ready()).resolves.toBeDefined();
  });

  it.each([
    ['no action', {}],
    ['an action without a line', { action: 'PinMission' }],
    ['an export without a line', { action: 'GetMission', exportable: true }],
  ])('does not get ready with a route of %s', async (_what, config) => {
    route('/v1/pins', config);
    await expect(server.ready()).rejects.toThrow(/policies\.ts says who may use: GET \/v1\/pins/);
  });
});
