import { openEngine, readConfig, StartRefused } from '@jalon/engine';
import { makeApi } from './api.js';
import { listen } from './listen.js';
import { makeLogger } from './logging.js';
import { makeMetrics } from './operations/metrics.js';
import { stopOnSignal } from './stop.js';

/** What a service manager reads as "mend the configuration, then start again" (sysexits: EX_CONFIG). */
const EXIT_REFUSED = 78;
/** What a start gives the first build of the views before it listens: over a short log nobody is then told to come back. */
const FIRST_BUILD_MS = 2_000;

try {
  const config = readConfig(process.env);
  const logger = makeLogger(config.logLevel);
  const metrics = makeMetrics();
  const engine = await openEngine(config, {
    project: 'in-thread',
    observe: metrics.onCommand,
    onAppendBatch: metrics.onAppendBatch,
    onFault: (error) => logger.error({ err: error }, 'a fault in the background, which goes on'),
  });
  const app = await makeApi({ engine, metrics, logger });
  // The door first, then the house: nothing is in flight any more when the stores close.
  const stop = async () => {
    await app.close();
    await engine.close();
  };
  stopOnSignal(logger, stop);
  if (!(await engine.viewsReadable(FIRST_BUILD_MS)))
    logger.warn('views are still being built: they answer 503 until then');
  await listen(app, config).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
} catch (error) {
  if (!(error instanceof StartRefused)) throw error;
  process.stderr.write(`Jalon does not start.\n${error.reasons.map((reason) => `- ${reason}\n`).join('')}`);
  process.exitCode = EXIT_REFUSED;
}
