import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isTraceparent, isUuid, type Ids, type Tracer } from '@jalon/kernel';
import { EVENT_STREAM } from '../live/live-streams.js';
import type { AnsweredRequest } from '../operations/metrics.js';
import { ApiProblem } from '../problems/api-problem.js';
import { loggedRequest } from './http-context.js';

// These are Fastify hooks, not Nest interceptors. Interceptors run only for requests that reach a handler; hooks also see
// unknown paths, bodies that cannot be parsed, and requests that a hook or a guard refuses.

const CORRELATION_HEADER = 'jalon-correlation-id';

/** The methods that a span may name; OpenTelemetry calls any other `_OTHER`. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Monitoring asks these every few seconds: their spans would be noise. */
const UNTRACED = /^\/(health|metrics)(\/|$)/;

/**
 * Makes each request a span, in the trace that its `traceparent` header names or in a new one; an invalid header is
 * ignored. The span holds the method and the route's pattern: a path holds ids, and what a client wrote.
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
    // Not `onResponse`: `close` also comes when the client leaves before the answer.
    reply.raw.once('close', () => {
      span.tell({ 'http.response.status_code': reply.statusCode });
      span.end(reply.statusCode >= 500 ? String(reply.statusCode) : undefined);
    });
    done();
  });
}

/** Gives each request its correlation id, the client's own or a new one, and returns it in the answer. */
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

/** Writes one log line for each request, when it is answered. */
export function logAnswers(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      { ...loggedRequest(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime * 100) / 100 },
      'answered',
    );
    done();
  });
}

/** Reports each answer to the metrics, by its route's pattern: a path holds ids, and what a client wrote. */
export function measureAnswers(server: FastifyInstance, onAnswer: (answered: AnsweredRequest) => void): void {
  const report = ({ method, routeOptions }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void =>
    onAnswer({ method, route: routeOptions.url ?? null, status: statusCode, seconds: elapsedTime / 1_000 });
  // A live stream lasts for hours. Its time until it began is measured, not how long its client stayed.
  const isLiveStream = (reply: FastifyReply): boolean => reply.getHeader('content-type') === EVENT_STREAM;

  server.addHook('onSend', (request, reply, _payload, done) => {
    if (isLiveStream(reply)) report(request, reply);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    if (!isLiveStream(reply)) report(request, reply);
    done();
  });
}

/** How long a client may take nothing of an answer, in milliseconds. A live stream is written to more often than that. */
const STALLED_MS = 30_000;

/**
 * Cuts off clients that take nothing of their answer, be it a list, an export or a live stream: each holds a connection,
 * and the part of the answer that waits for it. Time in which nothing waits for the client does not count.
 */
export function cutOffStalledClients(server: FastifyInstance, stalledMs = STALLED_MS): void {
  server.addHook('onSend', (request, { raw }, _payload, done) => {
    raw.setTimeout(stalledMs, () => {
      if (raw.writableLength === 0) return;
      request.log.info(loggedRequest(request), 'the client takes nothing of its answer: it is cut off');
      raw.destroy();
    });
    done();
  });
}
