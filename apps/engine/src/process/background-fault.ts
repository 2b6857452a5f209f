import type { Logger } from 'pino';
import { reasonForLog } from '../tls-advice.js';

/** By name: what crosses from a thread is not of its class any more. */
const AWAY: readonly string[] = ['StoreUnavailable', 'KeyUnavailable'];

/** Tells the log of a fault that the process goes on after: of a store that is away in a line, of anything else whole. */
export const backgroundFault =
  (logger: Logger) =>
  (error: unknown): void => {
    const line = 'a fault in the background, which goes on';
    if (error instanceof Error && AWAY.includes(error.name)) logger.warn({ reason: reasonForLog(error) }, line);
    else logger.error({ err: error }, line);
  };
