import { openEngine, readConfig, type Engine } from '@jalon/engine';
import type { Terminal } from './terminal.js';

/**
 * Opens the engine on the data folder that the environment names, beside a service that may be running on it: this
 * process leaves projecting and looking after claims to that one.
 *
 * @throws StartRefused when it does not open
 */
export async function withEngine<T>({ environment }: Terminal, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine(readConfig(environment), { project: false });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
