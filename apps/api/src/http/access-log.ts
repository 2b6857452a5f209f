import type { FastifyInstance } from 'fastify';
import { loggedRequest } from './correlation.js';

/** One line a request, when it is answered. */
export function logAnswers(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      { ...loggedRequest(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime * 100) / 100 },
      'answered',
    );
    done();
  });
}
