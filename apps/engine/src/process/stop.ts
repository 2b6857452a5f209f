import type { Logger } from 'pino';

/** How long the whole stop may take, in milliseconds: the grace of connections, then the stores. */
export const STOPS_WITHIN_MS = 9_500;

/** Stops once, in order, when asked to by a signal; a second signal, or too long a wait, ends it at once. */
export function stopOnSignal(logger: Logger, stop: () => Promise<void>): void {
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
