import { pino, stdTimeFunctions, type Logger } from 'pino';

/**
 * A process's log: one JSON object a line, on standard output. Nothing that a client wrote goes in: no body, header, query
 * string or token.
 */
export function makeLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime });
}
