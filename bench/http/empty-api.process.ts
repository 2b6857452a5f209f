import { openTokenKeys, tokenVerifier } from '@jalon/access';
import { commandTable, systemClock, systemIds, type Outcome } from '@jalon/application';
import { deciders, readConfig } from '@jalon/engine';
import { makeApi } from '../../apps/api/src/api.js';
import { listen } from '../../apps/api/src/listen.js';
import { makeLogger } from '../../apps/api/src/logging.js';
import { makeMetrics } from '../../apps/api/src/operations/metrics.js';

/**
 * The API itself over nothing: the same server, hooks, tokens, pipes, bus, log and answers, and a handler that answers
 * every command at once, as if its event had been stored.
 */
const config = readConfig(process.env);
const profile = { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: systemIds.next() } as const;
const app = await makeApi({
  engine: {
    commands: commandTable(deciders),
    handler: { handle: async (command) => outcomeOf(command) },
    tenants: { find: async () => profile, opened: async () => profile },
    queries: [],
    runner: { failure: () => null },
    identify: tokenVerifier(await openTokenKeys({ keysDir: config.keysDir, mayCreate: false }), systemClock),
    health: async () => ({ position: null, caughtUp: true, lagMs: 0, parked: [], beingBuilt: [] }),
  },
  metrics: makeMetrics(),
  logger: makeLogger(config.logLevel),
});
await listen(app, config);

function outcomeOf(command: object): Outcome {
  const { id = systemIds.next() } = command as { readonly id?: string };
  const event = { id: systemIds.next(), type: 'EmployerRegistered', revision: 0 };
  return { id, revision: 0, position: '1', events: [event], created: true };
}
