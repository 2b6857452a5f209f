import { openEngine } from '@jalon/engine';
import { listen, loggingTelemetry, processMetrics, runProcess } from '@jalon/engine/process';
import { telemetryOf } from '@jalon/ports';
import { healthServer } from './health.server.js';

/** Projects and sweeps claims for services that leave both to it (`PROJECTIONS=elsewhere`). */
await runProcess({ en: 'The projector', fr: 'Le projecteur' }, async ({ config, logger, tracer, onStop }) => {
  const metrics = processMetrics();
  const engine = await openEngine(config, {
    project: true,
    telemetry: telemetryOf(loggingTelemetry(logger), metrics.telemetry, { tracer }),
  });
  const server = healthServer(engine, { logger, metrics });
  onStop(async () => {
    await server.close();
    await engine.close();
  });
  await listen(server, config);
});
