import { openEngine } from '@jalon/engine';
import { backgroundFault, erasedAgain, listen, processMetrics, runProcess, whoProjects } from '@jalon/engine/process';
import { healthServer } from './health.server.js';

/** Projects, and looks after claims, for services that leave both to it (`PROJECTIONS=elsewhere`). */
await runProcess({ en: 'The projector', fr: 'Le projecteur' }, async ({ config, logger, tracer, onStop }) => {
  const metrics = processMetrics();
  const engine = await openEngine(config, {
    project: true,
    ...(tracer && { tracer }),
    onReconnected: metrics.onReconnected,
    onFault: backgroundFault(logger),
    onErasedAgain: erasedAgain(logger),
    onProjector: whoProjects(logger),
  });
  const server = healthServer(engine, { logger, metrics });
  onStop(async () => {
    await server.close();
    await engine.close();
  });
  await listen(server, config);
});
