import { languageOf, reasonOf, type Sentence, type Tracer } from '@jalon/kernel';
import type { Logger } from 'pino';
import { readConfig, type EngineConfig } from '../config.js';
import { DiskFull, StartRefused, StoreNotAnswering } from '../start-refused.js';
import { startMessage } from '../start.messages.js';
import { openTracing, type Tracing } from '../tracing/tracing.js';
import { makeLogger } from './process-log.js';

/** Service managers read it as "mend the configuration, then start again" (sysexits: EX_CONFIG). */
const EXIT_REFUSED = 78;
/** Service managers read it as "start again later" (sysexits: EX_TEMPFAIL). */
const EXIT_NOT_YET = 75;

/** How long a receiver of traces that does not answer may hold up the end, in milliseconds. */
const FLUSH_MS = 1_000;
const ENDS_IN_MS = 200;

/** How long the whole stop may take, in milliseconds: first the connections in flight, then the stores. */
const STOPS_WITHIN_MS = 9_500;

/** The arguments that `runProcess` gives to the process that it starts. */
export interface ProcessContext {
  readonly config: EngineConfig;
  readonly logger: Logger;
  /** Null where nothing is traced. */
  readonly tracer: Tracer | null;
  /** To be called as soon as there is something to stop: a signal from then on calls `stop`, once. */
  readonly onStop: (stop: () => Promise<void>) => void;
}

/**
 * Runs a process that lives until it is asked to stop. A refused start prints its sentences on standard error, in the language
 * of the environment. The exit code is 75 when only a store does not answer, else 78. Whatever had been started is stopped.
 */
export async function runProcess(name: Sentence, start: (context: ProcessContext) => Promise<void>): Promise<void> {
  let stop = (): Promise<void> => Promise.resolve();
  try {
    const config = readConfig(process.env);
    const logger = makeLogger(config.logLevel);
    const tracing = await openTracing(config.tracing, (error) => logger.warn({ err: error }, 'tracing'));
    stop = () => tracing.close(FLUSH_MS);
    const onStop: ProcessContext['onStop'] = (given) => {
      stop = () => stopTraced(given, tracing);
      stopOnSignal(logger, stop);
    };
    await start({ config, logger, tracer: tracing.tracer, onStop });
  } catch (error) {
    // Printed before anything else goes wrong.
    if (error instanceof StartRefused) tellRefusal(name, error);
    const stopped = await stop().then(
      () => true,
      (fault: unknown) => {
        tell([startMessage('COULD_NOT_STOP', { reason: reasonOf(fault) })]);
        return false;
      },
    );
    if (!(error instanceof StartRefused)) throw error;
    // A handle that is still open would keep the process from ending.
    if (!stopped) process.exit();
  }
}

function tellRefusal(name: Sentence, refused: StartRefused): void {
  process.stderr.write(`${startMessage('DOES_NOT_START', { name })[spoken()]}\n`);
  tell(refused.reasons);
  process.exitCode = refused instanceof StoreNotAnswering || refused instanceof DiskFull ? EXIT_NOT_YET : EXIT_REFUSED;
}

const tell = (sentences: readonly Sentence[]): void =>
  void process.stderr.write(sentences.map((sentence) => `- ${sentence[spoken()]}\n`).join(''));

const spoken = () => languageOf(undefined, process.env);

/** Traces are closed last, within what is left of the stop's time. */
async function stopTraced(stop: () => Promise<void>, tracing: Tracing): Promise<void> {
  const started = performance.now();
  await stop();
  const left = STOPS_WITHIN_MS - ENDS_IN_MS - (performance.now() - started);
  await tracing.close(Math.max(0, Math.min(FLUSH_MS, left)));
}

/** Stops once, in order, when asked to by a signal; a second signal, or too long a wait, ends it at once. */
function stopOnSignal(logger: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping: what is in flight finishes first');
    setTimeout(() => {
      logger.error('did not stop in time');
      process.exit(1);
    }, STOPS_WITHIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

type Address = Pick<EngineConfig, 'host' | 'port'>;

const REASONS = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'] as const;

/**
 * Makes a server listen where the configuration says.
 *
 * @throws StartRefused when nothing can listen there; set HOST and PORT otherwise
 */
export async function listen(
  server: { listen(address: Address): Promise<unknown> },
  { host, port }: Address,
): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const code = REASONS.find((known) => known === codeOf(error));
    if (code === undefined) throw error;
    const params = { host, port, reason: startMessage(code) };
    throw new StartRefused([startMessage('CANNOT_LISTEN', params)], { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
