import { isOnOneMachine, loginLinkAddress, MAIN, openEngine, startMessages, type Engine } from '@jalon/engine';
import { listen, loggingTelemetry, runProcess } from '@jalon/engine/process';
import { inWords, languageOf } from '@jalon/kernel';
import { telemetryOf } from '@jalon/ports';
import { makeApi } from './api.js';
import { publicOrigin } from './http/public-origin.js';
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
  if (engine.stores.isFirstStart && isOnOneMachine(config))
    await printLoginLink(engine, publicOrigin(app.getHttpAdapter().getInstance(), config));
});

/**
 * Prints a one-time address that logs the operator of the first tenant in. It goes to the standard error, not to the log: a log
 * is kept and passed on. Without an answer of the stores, `jalon login-link` prints one later.
 */
async function printLoginLink(engine: Engine, origin: string | null): Promise<void> {
  const main = origin === null ? null : await engine.tenants.find(MAIN.tenant).catch(() => null);
  if (origin === null || main === null) return;
  const link = await engine.logins.newLink({ tenant: MAIN.tenant, person: main.operator });
  const address = loginLinkAddress(origin, link.secret);
  const words = inWords(startMessages.LOGIN_LINK, { address }, languageOf(undefined, process.env));
  process.stderr.write(`${words}\n`);
}
