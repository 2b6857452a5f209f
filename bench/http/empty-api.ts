import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { identifyCaller, signedTokens, type TokenKeys } from '@jalon/access';
import { systemClock } from '@jalon/application';
import { readConfig } from '@jalon/engine';
import { makeLogger } from '@jalon/engine/process';
import { makeApi } from '../../apps/api/src/api.js';
import { CommandPipe } from '../../apps/api/src/commands/command-endpoint.js';
import { makeMetrics } from '../../apps/api/src/operations/metrics.js';
import { emptyEngine, nobodyLeft } from './empty-engine.js';

/** The API over nothing, without sockets. */
export async function emptyApi(keys: TokenKeys): Promise<NestFastifyApplication> {
  const app = await makeApi({
    engine: emptyEngine(identifyCaller([signedTokens(keys, systemClock)], nobodyLeft)),
    metrics: makeMetrics(),
    config: readConfig({ REQUESTS_PER_MINUTE: '9999999' }),
    logger: makeLogger('silent'),
    tracer: null,
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** Replaces the reading of commands. Nest makes a pipe for each module whose controllers use it. */
export function replaceCommandPipe(app: NestFastifyApplication, transform: CommandPipe['transform']): void {
  for (const { injectables } of app.get(ModulesContainer).values()) {
    const pipe = injectables.get(CommandPipe)?.instance as CommandPipe | undefined;
    if (pipe) pipe.transform = transform;
  }
}
