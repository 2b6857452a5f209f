import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EVENT_STREAM } from '../live/event-stream.js';
import type { Answered } from '../operations/metrics.js';

/** Has each answer counted, by its route's pattern: a path holds ids, and what a client wrote. */
export function measureAnswers(server: FastifyInstance, onAnswer: (answered: Answered) => void): void {
  const count = ({ method, routeOptions }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void =>
    onAnswer({ method, route: routeOptions.url ?? null, status: statusCode, seconds: elapsedTime / 1_000 });
  // One that lasts for hours says how long its client stayed: what is counted is how long they waited for it.
  const isEndless = (reply: FastifyReply): boolean => reply.getHeader('content-type') === EVENT_STREAM;

  server.addHook('onSend', (request, reply, _payload, done) => {
    if (isEndless(reply)) count(request, reply);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    if (!isEndless(reply)) count(request, reply);
    done();
  });
}
