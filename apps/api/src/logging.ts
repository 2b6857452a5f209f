import { pino, stdTimeFunctions, type Logger } from 'pino';

/**
 * The service's log: one JSON object a line, on standard output. Nothing that a client wrote goes in: no body, header,
 * query string or token (`loggedRequest` says what does).
 */
export function makeLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime });
}

/** For Nest's own messages: its list of routes at every start is of interest only to those who debug. */
export function frameworkLogger(logger: Logger): Logger {
  if (logger.isLevelEnabled('debug')) return logger;
  return logger.child({}, { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level });
}
