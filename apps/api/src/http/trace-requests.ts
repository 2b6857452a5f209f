import type { FastifyInstance } from 'fastify';
import { isTraceparent, type Tracer } from '@jalon/kernel';
import './request-facts.js';

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** What asks how the service stands, every few seconds, and is nobody's errand. */
const UNTRACED = /^\/(health|metrics)(\/|$)/;

/**
 * Makes each request a span, in the trace that its `traceparent` names or in one of its own; a header that is none is as
 * good as absent. Of the request it tells the method and the route's pattern: a path holds ids, and what a client wrote.
 */
export function traceRequests(server: FastifyInstance, tracer: Tracer): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { url: route } = request.routeOptions;
    if (route !== undefined && UNTRACED.test(route)) {
      done();
      return;
    }
    const given = request.headers['traceparent'];
    const method = METHODS.includes(request.method) ? request.method : '_OTHER';
    const span = tracer.start({
      name: route === undefined ? method : `${method} ${route}`,
      kind: 'server',
      parent: isTraceparent(given) ? given : null,
      attributes: {
        'http.request.method': method,
        'url.scheme': request.protocol,
        ...(route !== undefined && { 'http.route': route }),
      },
    });
    request.traceparent = span.traceparent;
    // Also where the client has gone before its answer.
    reply.raw.once('close', () => {
      span.tell({ 'http.response.status_code': reply.statusCode });
      span.end(reply.statusCode >= 500 ? String(reply.statusCode) : undefined);
    });
    done();
  });
}
