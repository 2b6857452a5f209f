import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IdentifyCaller } from '@jalon/access';
import type { TenantDirectory } from '@jalon/application';
import type { Caller } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';
import './http-context.js';
import type { RateLimiter } from './rate-limits.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route answers without a token. */
    public?: true;
  }
}

/** A route that answers without a token. Every other route needs one. */
export const Public = (): MethodDecorator => RouteConfig({ public: true });

export interface AuthenticationOptions {
  readonly identify: IdentifyCaller;
  readonly tenants: Pick<TenantDirectory, 'require'>;
  readonly rates: RateLimiter;
}

/**
 * Verifies the token of every request, but for public routes, and counts the request. Unknown paths need no token: they are
 * answered 404.
 *
 * This is a Fastify hook because guards run too late: Fastify reads and parses the body before Nest's handler and its
 * guards. A stranger's body must not be read, and is refused with 401 whatever it holds.
 */
export function authenticateRequests(
  server: FastifyInstance,
  { identify, tenants, rates }: AuthenticationOptions,
): void {
  server.decorateRequest('caller', null);
  server.decorateRequest('tenant', null);
  server.decorateRequest('tokenExpiresAt', 0);
  server.addHook('onRequest', async (request, reply) => {
    if (isPublic(request)) return;
    const identified = await identify(request.headers.authorization).catch(async (error: unknown) => {
      await rates.countFailure(request);
      if (request.is404) return null;
      throw error;
    });
    if (!identified) return;
    request.caller = identified.caller;
    request.tokenExpiresAt = identified.expiresAt;
    await rates.countRequest(request, reply);
    if (!request.is404) request.tenant = await tenants.require(identified.caller.tenant);
  });
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
  if (request.caller === null) throw new ApiProblem('AUTHENTICATION_REQUIRED');
  return request.caller;
}

function isPublic({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.public === true;
}
