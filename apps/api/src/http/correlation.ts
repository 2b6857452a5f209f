import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUuid, type Ids } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';
import './request-facts.js';

export const CORRELATION_HEADER = 'jalon-correlation-id';

/** Gives each request its correlation id, the client's own or a new one, and tells it in the answer. */
export function correlateRequests(server: FastifyInstance, ids: Ids): void {
  server.decorateRequest('correlationId', '');
  server.addHook('onRequest', (request, reply, done) => {
    const given = request.headers[CORRELATION_HEADER];
    const valid = given === undefined || isUuid(given);
    request.correlationId = isUuid(given) ? given : ids.next();
    void reply.header(CORRELATION_HEADER, request.correlationId);
    done(valid ? undefined : new ApiProblem('CORRELATION_ID_INVALID'));
  });
}

/** What a log line says of a request: the route's pattern and no query string, so nothing that its caller wrote. */
export function loggedRequest(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return {
    correlationId: request.correlationId,
    method: request.method,
    route: request.routeOptions.url ?? null,
    tenant: request.caller?.tenant ?? null,
  };
}
