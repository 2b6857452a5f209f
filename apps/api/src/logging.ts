import type { Logger } from 'pino';

/** For Nest's own messages: its list of routes at every start is of interest only to those who debug. */
export function frameworkLogger(logger: Logger): Logger {
  if (logger.isLevelEnabled('debug')) return logger;
  return logger.child({}, { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level });
}
