import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../problems/api-problem.js';

/** How many requests one process answers within a minute. */
export interface RateLimits {
  /** Of one person in one tenant, whatever becomes of them. */
  readonly requestsPerMinute: number;
  /** Of one address, counting only requests without a valid token, public paths aside. Faults of the service do not count. */
  readonly failuresPerMinute: number;
}

const WINDOW_SECONDS = 60;

/** How many people, and how many addresses, are counted at a time; beyond, the one that asked least recently is forgotten. */
const COUNTED = 10_000;

/** The bits of the IPv6 network that a site or a person usually has: whoever has one address of it has all. */
const IPV6_NETWORK = 64;

declare module 'fastify' {
  interface FastifyInstance {
    rates: RateLimiter;
  }
}

/** Counts requests, and refuses those beyond a limit. */
export interface RateLimiter {
  /**
   * Counts a request whose caller is known, and tells the client how many are left (the `RateLimit` fields of
   * draft-ietf-httpapi-ratelimit-headers-10).
   *
   * @throws ApiProblem TOO_MANY_REQUESTS
   */
  countRequest(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /**
   * Counts a request that failed before its caller was known, by its own fault. Requests that succeed are not counted by address: everybody
   * of a company may come from the address of one proxy.
   *
   * @throws ApiProblem TOO_MANY_FAILURES
   */
  countFailure(request: FastifyRequest): Promise<void>;
  /**
   * Counts a login that failed. An address may fail at a tenth as many logins as at other requests.
   *
   * @throws ApiProblem TOO_MANY_FAILURES
   */
  countLoginFailure(request: FastifyRequest): Promise<void>;
  /**
   * Counts a request for a mailed login link, whatever becomes of it, up to the same limit as failed logins, but by itself:
   * failures must not keep others of the address from asking for a link.
   *
   * @throws ApiProblem TOO_MANY_FAILURES
   */
  countLinkRequest(request: FastifyRequest): Promise<void>;
  /**
   * Counts a challenge for a passkey: anybody may ask for one, and each is stored.
   *
   * @throws ApiProblem TOO_MANY_FAILURES
   */
  countChallenge(request: FastifyRequest): Promise<void>;
}

/** The limiter of a server. Nothing is counted before its hooks ask for it. */
export async function limitRates(server: FastifyInstance, limits: RateLimits): Promise<RateLimiter> {
  await server.register(rateLimit, { global: false });
  const counted = { timeWindow: WINDOW_SECONDS * 1_000, cache: COUNTED };
  const requests = server.createRateLimit({
    ...counted,
    max: limits.requestsPerMinute,
    keyGenerator: ({ identified }) => `${identified?.caller.tenant} ${identified?.caller.person}`,
  });
  const failuresUpTo = (max: number) => {
    const count = server.createRateLimit({
      ...counted,
      max,
      keyGenerator: ({ ip }) => normalizeIP(withoutPort(ip), IPV6_NETWORK),
    });
    return async (request: FastifyRequest): Promise<void> => {
      const counted = await count(request);
      if (!counted.isAllowed && counted.isExceeded) throw tooMany('TOO_MANY_FAILURES', max, counted.ttlInSeconds);
    };
  };
  const policy = `"person";q=${limits.requestsPerMinute};w=${WINDOW_SECONDS}`;

  const logins = Math.max(1, Math.floor(limits.failuresPerMinute / 10));

  const limiter: RateLimiter = {
    async countRequest(request, reply) {
      const count = await requests(request);
      if (count.isAllowed) return;
      void reply.header('ratelimit-policy', policy);
      void reply.header('ratelimit', `"person";r=${count.remaining};t=${count.ttlInSeconds}`);
      if (count.isExceeded) throw tooMany('TOO_MANY_REQUESTS', limits.requestsPerMinute, count.ttlInSeconds);
    },
    countFailure: failuresUpTo(limits.failuresPerMinute),
    countLoginFailure: failuresUpTo(logins),
    countLinkRequest: failuresUpTo(logins),
    countChallenge: failuresUpTo(limits.failuresPerMinute),
  };
  server.decorate('rates', limiter);
  return limiter;
}

/** Some proxies write a port, too, which differs for each connection. */
const withoutPort = (address: string): string =>
  address.replace(/^\[(.+)\](:\d+)?$/, '$1').replace(/^([^:]+):\d+$/, '$1');

function tooMany(code: 'TOO_MANY_REQUESTS' | 'TOO_MANY_FAILURES', limit: number, seconds: number): ApiProblem {
  return new ApiProblem(code, { params: { limit, seconds }, headers: { 'retry-after': String(seconds) } });
}
