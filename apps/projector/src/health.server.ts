import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { makeReadiness, type Engine } from '@jalon/engine';

/**
 * What tells how the projector stands: `/health/live` and `/health/ready`, as a service does. It says nothing of anybody's
 * data, and asks for no token. Not listening yet.
 */
export function healthServer(engine: Pick<Engine, 'health' | 'runner'>, logger: FastifyBaseLogger): FastifyInstance {
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  });
  const readiness = makeReadiness(engine);
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const stands = await readiness(logger);
    return reply.status(stands.status === 'not-ready' ? 503 : 200).send(stands);
  });
  return server;
}
