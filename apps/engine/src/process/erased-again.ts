import type { Logger } from 'pino';

/** Tells the log what a start did to a key store that had been put back. */
export const erasedAgain =
  (logger: Logger) =>
  (erasures: number): void =>
    logger.warn(
      { erasures },
      'the key store had been put back from before these erasures: they were done again, before anything was answered',
    );
