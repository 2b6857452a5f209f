import Fastify, { type FastifyContextConfig } from 'fastify';
import { AccountRefused, type IdentifyCaller } from '@jalon/access';
import { authenticateRequests } from '../http/authentication.js';
import { MeController } from './me.controller.js';

/** Of several accounts, none of which the request names. */
const identify: IdentifyCaller = async (_credentials, { anyAccount = false } = {}) => {
  if (!anyAccount) throw new AccountRefused('unclear', ['main', 'acme']);
  const caller = { tenant: 'main', person: 'ana', roles: ['hr'], organisation: null } as const;
  return { caller, credential: { kind: 'session', id: 'a' }, accounts: [], expiresAt: 0 };
};

it('tells who is asking also where the request does not say which of several accounts is meant', async () => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- its metadata is read
  const config = Reflect.getMetadata('__fastify_route_config__', MeController.prototype.getMe) as FastifyContextConfig;
  expect(config).toEqual({ action: 'GetMe', anyAccount: true });

  const server = Fastify();
  const tenants = { require: async () => ({}) as never };
  const rates = { countRequest: async () => undefined, countFailure: async () => undefined };
  authenticateRequests(server, { identify, tenants, rates, origin: () => null } as unknown as Parameters<
    typeof authenticateRequests
  >[1]);
  server.get('/v1/me', { config }, (request) => request.identified?.caller);
  server.get('/v1/needs', { config: { action: 'ListNeeds' } }, () => ({}));
  expect((await server.inject('/v1/me')).json()).toMatchObject({ person: 'ana' });
  expect((await server.inject('/v1/needs')).statusCode).toBe(500);
  await server.close();
});
