import { isOnOneMachine, openEngine, startMessages } from '@jalon/engine';
import { listen, loggingTelemetry, runProcess } from '@jalon/engine/process';
import { inWords, languageOf } from '@jalon/kernel';
import { telemetryOf } from '@jalon/ports';
import { makeApi } from './api.js';
import { publicOrigin } from './http/public-origin.js';
import { firstLoginAddress } from './login/first-login-address.js';
import { makeMetrics } from './operations/metrics.js';

/**
 * How long a start waits for the first build of the views before it listens, in milliseconds. Over a short log that is
 * enough.
 */
const FIRST_BUILD_MS = 2_000;

await runProcess({ en: 'Jalon', fr: 'Jalon' }, async ({ config, logger, tracer, onStop }) => {
  const metrics = makeMetrics();
  const engine = await openEngine(config, {
    project: config.projections === 'here' && 'in-thread',
    sendMails: true,
    telemetry: telemetryOf(loggingTelemetry(logger), metrics.telemetry, { tracer }),
  });
  const app = await makeApi({
    engine,
    metrics,
    logger,
    config,
    tracer,
  });
  // The API first, so that no request is in flight when the stores close.
  onStop(async () => {
    await app.close();
    await engine.close();
  });
  if (!(await engine.viewsReadable(FIRST_BUILD_MS)))
    // Nobody misses anything in views of an installation that begins.
    logger[engine.stores.isFirstStart ? 'info' : 'warn'](
      'not every view answers yet: until it does, what reads it answers 503',
    );
  await listen(app, config);
  if (!engine.stores.isFirstStart || !isOnOneMachine(config)) return;
  const origin = publicOrigin(app.getHttpAdapter().getInstance(), config);
  const address = await firstLoginAddress(engine, origin, (err) =>
    logger.warn({ err }, 'no login address could be made: `jalon login-link` prints one'),
  );
  // To the standard error, not to the log: a log is kept and passed on.
  if (address !== null)
    process.stderr.write(`${inWords(startMessages.LOGIN_LINK, { address }, languageOf(undefined, process.env))}\n`);
});
