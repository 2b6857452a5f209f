import type { Logger } from 'pino';
import { readConfig, type EngineConfig } from '../config.js';
import { StartRefused } from '../start-refused.js';
import { makeLogger } from './logger.js';
import { stopOnSignal } from './stop.js';

/** What a service manager reads as "mend the configuration, then start again" (sysexits: EX_CONFIG). */
const EXIT_REFUSED = 78;

/** What a process is given to begin with. */
export interface Surroundings {
  readonly config: EngineConfig;
  readonly logger: Logger;
  /** To be called as soon as there is something to stop: a signal from then on calls `stop`, once. */
  readonly onStop: (stop: () => Promise<void>) => void;
}

/**
 * Runs a process that lives until it is asked to stop. A refused start is told in sentences on standard error, with the
 * exit code 78; whatever had been started is stopped again.
 */
export async function runProcess(name: string, start: (surroundings: Surroundings) => Promise<void>): Promise<void> {
  let stop = (): Promise<void> => Promise.resolve();
  try {
    const config = readConfig(process.env);
    const logger = makeLogger(config.logLevel);
    const onStop: Surroundings['onStop'] = (given) => {
      stop = given;
      stopOnSignal(logger, given);
    };
    await start({ config, logger, onStop });
  } catch (error) {
    await stop();
    if (!(error instanceof StartRefused)) throw error;
    process.stderr.write(`${name} does not start.\n${error.reasons.map((reason) => `- ${reason}\n`).join('')}`);
    process.exitCode = EXIT_REFUSED;
  }
}
