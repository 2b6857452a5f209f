import { openEngine, readConfig, UNHURRIED_MS, type Engine, type EngineOptions } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { telemetryOf } from '@jalon/ports';
import { cliMessages } from './cli.messages.js';
import type { Terminal } from './terminal.js';

/**
 * Opens the engine on the data folder that the environment names. A service may be running on the same folder, so this
 * process does not project and does not sweep claims.
 *
 * @param ports the sources of time, ids and random bytes; the system's own by default
 *
 * @throws StartRefused when the engine cannot be opened
 */
export async function withEngine<T>(
  { environment, language, err }: Terminal,
  work: (engine: Engine) => Promise<T>,
  ports: Pick<EngineOptions, 'clock' | 'ids' | 'random'> = {},
): Promise<T> {
  const { clock, ids, random } = ports;
  const given = { ...(clock && { clock }), ...(ids && { ids }), ...(random && { random }) };
  let erasures = 0;
  const telemetry = telemetryOf({ erasedAgain: (again) => (erasures = again) });
  const engine = await openEngine(readConfig(environment), {
    ...given,
    project: false,
    leastPatienceMs: UNHURRIED_MS,
    telemetry,
  });
  try {
    if (erasures > 0) await err.line(`jalon: ${inWords(cliMessages.ERASED_AGAIN, { erasures }, language)}`);
    return await work(engine);
  } finally {
    await engine.close();
  }
}
