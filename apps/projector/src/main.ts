import { openEngine } from '@jalon/engine';
import { backgroundFault, erasedAgain, listen, runProcess, whoProjects } from '@jalon/engine/process';
import { healthServer } from './health.server.js';

/** Projects, and looks after claims, for services that leave both to it (`PROJECTIONS=elsewhere`). */
await runProcess('The projector', async ({ config, logger, tracer, onStop }) => {
  const engine = await openEngine(config, {
    project: true,
    ...(tracer && { tracer }),
    onFault: backgroundFault(logger),
    onErasedAgain: erasedAgain(logger),
    onProjector: whoProjects(logger),
  });
  const server = healthServer(engine, logger);
  onStop(async () => {
    await server.close();
    await engine.close();
  });
  await listen(server, config);
});
