import { isDeepStrictEqual } from 'node:util';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isCallerRefusal, type Credentials, type Identified, type IdentifyCaller } from '@jalon/access';
import type { TenantDirectory } from '@jalon/application';
import type { Caller } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';
import { isOwnFault } from '../problems/problem-answer.js';
import './http-context.js';
import type { RateLimiter } from './rate-limits.js';
import { requireOwnRequest } from './same-origin.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route answers without a credential. */
    public?: true;
    /** Whether it is about all accounts of an identity, so that the request need not say which is meant. */
    anyAccount?: true;
  }
}

/** A route that answers without a credential. Every other route needs one. */
export const Public = (): MethodDecorator => RouteConfig({ public: true });

export interface AuthenticationOptions {
  readonly identify: IdentifyCaller;
  readonly tenants: Pick<TenantDirectory, 'require'>;
  readonly rates: RateLimiter;
  /** Under which origin browsers reach the service; null where no session can be begun. */
  readonly origin: () => string | null;
}

/**
 * Identifies the caller of every request, but for public routes, and counts the request. Unknown paths need no credential:
 * they are answered 404.
 *
 * This is a Fastify hook because guards run too late: Fastify reads and parses the body before Nest's handler and its
 * guards. A stranger's body must not be read, and is refused with 401 whatever it holds.
 */
export function authenticateRequests(
  server: FastifyInstance,
  { identify, tenants, rates, origin }: AuthenticationOptions,
): void {
  server.decorateRequest('tenant', null);
  server.decorateRequest('identified', null);
  server.decorateRequest('isStillCaller', null);
  server.addHook('onRequest', async (request, reply) => {
    if (isPublic(request)) return;
    const { anyAccount = false } = request.routeOptions.config;
    const identified = await identify(credentialsOf(request), { anyAccount }).catch(async (error: unknown) => {
      // While a store or a provider is away, whoever shares an address must not use up its budget by trying again.
      if (!isOwnFault(error)) await rates.countFailure(request);
      if (request.is404) return null;
      throw error;
    });
    if (!identified) return;
    // Browsers add a cookie by themselves, also to what pages of others send.
    if (identified.credential.kind === 'session') requireOwnRequest(request, origin() ?? '');
    request.identified = identified;
    request.isStillCaller = stillCaller(identified, () => identify(credentialsOf(request)));
    await rates.countRequest(request, reply);
    if (!request.is404) request.tenant = await tenants.require(identified.caller.tenant);
  });
}

/** How long a caller is believed to be the same while nobody can tell, in milliseconds. */
const UNSURE_MS = 60_000;

/**
 * Tells whether the credentials of a caller would be identified as the same caller now: with the same roles, for the same
 * organisation. Where that cannot be told (a store does not answer), it is taken to be so for a minute after it last could.
 *
 * @param nowMs milliseconds of a clock that only goes forward
 */
export function stillCaller(
  { caller }: Pick<Identified, 'caller'>,
  again: () => Promise<Pick<Identified, 'caller'>>,
  nowMs: () => number = () => performance.now(),
): () => Promise<boolean> {
  let toldAt = nowMs();
  return async () => {
    try {
      const same = isDeepStrictEqual((await again()).caller, caller);
      if (same) toldAt = nowMs();
      return same;
    } catch (error) {
      if (isCallerRefusal(error)) return false;
      return nowMs() - toldAt < UNSURE_MS;
    }
  };
}

/** Lets a handler run only for a known caller or on a public route, whatever hooks ran before it. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  /** @throws ApiProblem AUTHENTICATION_REQUIRED */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!isPublic(request)) callerOf(request);
    return true;
  }
}

/**
 * Who is asking.
 *
 * @throws ApiProblem AUTHENTICATION_REQUIRED on a public route
 */
export function callerOf(request: FastifyRequest): Caller {
  return identifiedIn(request).caller;
}

/**
 * Who is asking, and by which credential.
 *
 * @throws ApiProblem AUTHENTICATION_REQUIRED on a public route
 */
export function identifiedIn(request: FastifyRequest): Identified {
  if (request.identified === null) throw new ApiProblem('AUTHENTICATION_REQUIRED');
  return request.identified;
}

function credentialsOf({ headers }: FastifyRequest): Credentials {
  return {
    authorization: headers.authorization,
    cookie: headers.cookie,
    tenant: single(headers['jalon-tenant']),
    organisation: single(headers['jalon-organisation']),
  };
}

/** Node joins the values of a header that comes twice: such a value names nothing, and is refused as that. */
const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

function isPublic({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.public === true;
}
