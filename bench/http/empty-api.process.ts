import { identifyCaller, openTokenKeys, signedTokens } from '@jalon/access';
import { systemClock } from '@jalon/application';
import { readConfig } from '@jalon/engine';
import { makeApi } from '../../apps/api/src/api.js';
import { listen, makeLogger } from '@jalon/engine/process';
import { makeMetrics } from '../../apps/api/src/operations/metrics.js';
import { emptyEngine, nobodyLeft } from './empty-engine.js';

/**
 * The API without an engine: the same server, hooks, tokens, pipes, bus, log and answers, with a handler that accepts
 * every command at once.
 */
const config = readConfig(process.env);
const keys = await openTokenKeys({ keysDir: config.keysDir, mayCreate: false });
const app = await makeApi({
  engine: emptyEngine(identifyCaller([signedTokens(keys, systemClock)], nobodyLeft)),
  metrics: makeMetrics(),
  logger: makeLogger(config.logLevel),
  tracer: null,
  config,
});
await listen(app, config);
