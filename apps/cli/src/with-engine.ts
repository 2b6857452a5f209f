import { openEngine, readConfig, type Engine, type EngineOptions } from '@jalon/engine';
import type { Terminal } from './terminal.js';

/**
 * Opens the engine on the data folder that the environment names, beside a service that may be running on it: this
 * process leaves projecting and looking after claims to that one.
 *
 * @param ports where time, ids and chance come from; the system's own unless given
 *
 * @throws StartRefused when it does not open
 */
export async function withEngine<T>(
  { environment }: Terminal,
  work: (engine: Engine) => Promise<T>,
  ports: Pick<EngineOptions, 'clock' | 'ids' | 'random'> = {},
): Promise<T> {
  const { clock, ids, random } = ports;
  const given = { ...(clock && { clock }), ...(ids && { ids }), ...(random && { random }) };
  const engine = await openEngine(readConfig(environment), { ...given, project: false });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
