import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { processState, readinessOf, type Engine } from '@jalon/engine';
import type { ProcessMetrics } from '@jalon/engine/process';

/**
 * Serves `/health/live`, `/health/ready` and `/metrics` of the projector, as a service does. They hold nothing of
 * anybody's data and ask for no token. Not listening yet.
 */
export function healthServer(
  engine: Pick<Engine, 'reach' | 'health' | 'runner' | 'corruptEvents' | 'streamsAheadOfClock'>,
  { logger, metrics }: { readonly logger: FastifyBaseLogger; readonly metrics: ProcessMetrics },
): FastifyInstance {
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  });
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const state = await readinessOf(engine);
    return reply.status(state.status === 'not-ready' ? 503 : 200).send(state);
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.read(await processState(engine))),
  );
  return server;
}
