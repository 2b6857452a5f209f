import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { TokenInvalid, type IdentifyCaller } from '@jalon/access';
import type { TenantDirectory } from '@jalon/application';
import { StoreUnavailable } from '@jalon/ports';
import { sendProblem } from '../problems/problem.filter.js';
import { authenticateRequests } from './authentication.js';
import { fastifyOptions } from './fastify-server.js';
import { limitRates } from './rate-limits.js';
import { unknownRoute, rememberRoutes } from './unknown-route.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';
const BEN = '0190a000-0000-7000-8000-00000000000b';
const LIMITS = { requestsPerMinute: 3, failuresPerMinute: 2 };

let server: FastifyInstance;

/** The token of a person is their id, of the tenant before the slash. */
const identify: IdentifyCaller = async ({ authorization }) => {
  const [tenant = '', person] = authorization?.replace('Bearer ', '').split('/') ?? [];
  if (tenant === 'away') throw new StoreUnavailable('the record store does not answer', { store: 'records' });
  if (!person) throw new TokenInvalid('malformed');
  return {
    caller: { tenant, person, roles: ['hr'], organisation: null },
    credential: { kind: 'signed', id: 'a' },
    accounts: [],
    expiresAt: 0,
  };
};

async function serve(trustedProxies: readonly string[] = []): Promise<void> {
  server = Fastify(fastifyOptions(pino({ level: 'silent' }), trustedProxies) as object);
  rememberRoutes(server);
  server.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
  server.setNotFoundHandler((request, reply) => sendProblem(request, reply, unknownRoute(request)));
  const profile = async (tenant: string) => {
    if (tenant === 'closed') throw new Error('not open');
    return null;
  };
  const tenants = { require: profile } as unknown as Pick<TenantDirectory, 'require'>;
  authenticateRequests(server, { identify, tenants, rates: await limitRates(server, LIMITS), origin: () => null });
  server.get('/v1/missions', () => ({ items: [] }));
  server.get('/health/live', { config: { public: true } }, () => ({}));
}
afterEach(() => server.close());

interface Asked {
  readonly path?: string;
  readonly token?: string;
  readonly address?: string;
  readonly forwardedFor?: string;
}

async function ask({ path = '/v1/missions', token, address = '192.0.2.1', forwardedFor }: Asked) {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
  };
  return server.inject({ path, headers, remoteAddress: address });
}

async function statuses(count: number, asked: Asked): Promise<readonly number[]> {
  const answers: number[] = [];
  for (let i = 0; i < count; i += 1) answers.push((await ask(asked)).statusCode);
  return answers;
}

describe('the requests of a person', () => {
  beforeEach(() => serve());

  it('are counted, and refused beyond the limit', async () => {
    const token = `main/${ANA}`;
    const first = await ask({ token });
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"person";q=3;w=60',
      ratelimit: expect.stringMatching(/^"person";r=2;t=(60|59)$/),
    });
    expect(await statuses(2, { token })).toEqual([200, 200]);
    const refused = await ask({ token });
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', params: { limit: 3 } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['ratelimit']).toMatch(/^"person";r=0;/);
  });

  it('are counted where their tenant is not open, too', async () => {
    expect(await statuses(4, { token: `closed/${ANA}` })).toEqual([500, 500, 500, 429]);
  });

  it('are counted from whatever address they come, and leave others of that address their own', async () => {
    await statuses(2, { token: `main/${ANA}`, address: '192.0.2.1' });
    expect(await statuses(2, { token: `main/${ANA}`, address: '192.0.2.2' })).toEqual([200, 429]);
    expect(await statuses(3, { token: `main/${BEN}` })).toEqual([200, 200, 200]);
    expect(await statuses(1, { token: `other/${ANA}` })).toEqual([200]);
  });
});

describe('requests without a valid token', () => {
  beforeEach(() => serve());

  it('are refused beyond the limit of their address, of which valid tokens are free', async () => {
    expect(await statuses(3, {})).toEqual([401, 401, 429]);
    const refused = await ask({ token: 'nobody' });
    expect(refused.json()).toMatchObject({ code: 'TOO_MANY_FAILURES', params: { limit: 2 } });
    expect(await statuses(2, { token: `main/${ANA}` })).toEqual([200, 200]);
    expect(await statuses(1, { address: '192.0.2.2' })).toEqual([401]);
  });

  it('are counted with those of unknown paths, but not with those of public ones', async () => {
    expect(await statuses(5, { path: '/health/live' })).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(1, { path: '/v1/nothing' })).toEqual([404]);
    expect(await statuses(1, {})).toEqual([401]);
    expect(await statuses(1, { path: '/v1/nothing' })).toEqual([429]);
    expect(await statuses(1, { path: '/health/live' })).toEqual([200]);
  });

  it('count for the person where a valid token asks for unknown paths', async () => {
    expect(await statuses(3, { path: '/v1/nothing', token: `main/${ANA}` })).toEqual([404, 404, 404]);
    expect((await ask({ path: '/v1/nothing', token: `main/${ANA}` })).json()).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
    });
    expect(await statuses(1, {})).toEqual([401]);
  });

  it('are not counted where the service could not tell whether the token is valid', async () => {
    expect(await statuses(3, { token: `away/${ANA}` })).toEqual([503, 503, 503]);
    expect(await statuses(3, { token: `away/${ANA}`, path: '/v1/nothing' })).toEqual([404, 404, 404]);
    expect(await statuses(3, {})).toEqual([401, 401, 429]);
    expect(await statuses(1, { token: `away/${ANA}` })).toEqual([503]);
  });

  it('are still counted after those of thousands of other addresses', async () => {
    await statuses(2, {});
    for (let i = 0; i < 6_000; i += 1) await ask({ address: `198.18.${i >> 8}.${i & 255}` });
    expect(await statuses(1, {})).toEqual([429]);
  });

  it('are counted together for all IPv6 addresses of one network of 64 bits', async () => {
    expect(await statuses(2, { address: '2001:db8::1' })).toEqual([401, 401]);
    expect(await statuses(1, { address: '2001:db8::ffff:2' })).toEqual([429]);
    expect(await statuses(1, { address: '2001:db8:0:1::1' })).toEqual([401]);
  });

  it('cannot pass for another address by a header', async () => {
    expect(await statuses(2, { forwardedFor: '198.51.100.1' })).toEqual([401, 401]);
    expect(await statuses(1, { forwardedFor: '198.51.100.2' })).toEqual([429]);
  });
});

describe('at the pages of login', () => {
  it('failures, requests for links and challenges of an address are counted each by themselves', async () => {
    await serve();
    const counts = ['countLoginFailure', 'countLinkRequest', 'countChallenge'] as const;
    for (const count of counts)
      server.get(`/${count}`, { config: { public: true } }, async (request) => {
        await server.rates[count](request);
        return {};
      });
    expect(await statuses(2, { path: '/countLoginFailure' })).toEqual([200, 429]);
    expect(await statuses(2, { path: '/countLinkRequest' })).toEqual([200, 429]);
    expect(await statuses(3, { path: '/countChallenge' })).toEqual([200, 200, 429]);
  });
});

describe('behind a trusted proxy', () => {
  it('requests count for the address that the proxy names', async () => {
    await serve(['192.0.2.0/24']);
    expect(await statuses(3, { forwardedFor: '198.51.100.1' })).toEqual([401, 401, 429]);
    expect(await statuses(1, { forwardedFor: '198.51.100.2' })).toEqual([401]);
    expect(await statuses(1, { forwardedFor: '198.51.100.1:49152' })).toEqual([429]);
    // The client wrote the first one itself: the proxy appends what it has seen.
    expect(await statuses(1, { forwardedFor: '203.0.113.9, 198.51.100.1' })).toEqual([429]);
  });
});
