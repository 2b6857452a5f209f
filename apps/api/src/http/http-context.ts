import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identified } from '@jalon/access';
import type { TenantProfile } from '@jalon/application';
import type { Traceparent, Uuid } from '@jalon/kernel';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking, and by which credential; null on public routes, and until the credential has been verified. */
    identified: Identified | null;
    /** Whether the credentials still prove the same caller; null where there is no caller. */
    isStillCaller: (() => Promise<boolean>) | null;
    /** The profile of the caller's tenant; null where there is no caller. */
    tenant: TenantProfile | null;
    /** The id that the events and the log lines of this request share. */
    correlationId: Uuid;
    /** The request's span, when tracing is on. */
    traceparent?: Traceparent;
  }
}

/** A request, and the reply under way. */
export interface HttpContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A controller's parameter: the request that it handles and its reply. Nest still sends what the method returns. */
export const Http = createParamDecorator((_data: unknown, context: ExecutionContext): HttpContext => {
  const http = context.switchToHttp();
  return { request: http.getRequest(), reply: http.getResponse() };
});

/** What log lines say about a request: the route's pattern and no query string, so nothing that a client wrote. */
export function loggedRequest(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return {
    correlationId: request.correlationId,
    method: request.method,
    route: request.routeOptions.url ?? null,
    tenant: request.identified?.caller.tenant ?? null,
  };
}

/** A revision as a strong ETag. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}
