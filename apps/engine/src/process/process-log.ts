import { pino, stdTimeFunctions, type Logger } from 'pino';
import { cannotWriteIn, damageIn, type ProjectorState, type StoreName, type Telemetry } from '@jalon/ports';
import { countedLines } from './counted-log.js';
import { reasonForLog } from '../tls-advice.js';

/** Lines that could not be written are kept up to this size, and written once that is possible again; further ones are lost. */
const MOST_UNWRITTEN_BYTES = 1024 * 1024;

/**
 * A process's log: one JSON object a line, on standard output. Nothing that a client wrote goes in: no body, header, query
 * string or token.
 */
export function makeLogger(level: string): Logger {
  const output = pino.destination({ dest: 1, sync: true, maxLength: MOST_UNWRITTEN_BYTES });
  // A line that cannot be written, as to a file on a full disk, must not end or hold up what the line is about.
  output.on('error', () => undefined);
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime }, output);
}

/** The part of a process's telemetry that goes to its log. */
export function loggingTelemetry(
  logger: Logger,
): Pick<
  Telemetry,
  | 'fault'
  | 'corruptEvent'
  | 'erasedAgain'
  | 'firstStart'
  | 'projectorChanged'
  | 'storeChanged'
  | 'leaseAhead'
  | 'auditLost'
  | 'streamAhead'
> {
  // After a clock was set back, all that it had written meanwhile is met at once.
  const ahead = countedLines('further streams are ahead of the clock')((facts, text) => logger.warn(facts, text));
  const lost = countedLines('further reads or refused commands were not recorded')((facts, text) =>
    logger.error(facts, text),
  );
  return {
    fault: backgroundFault(logger),
    corruptEvent: ({ message, why, at }) =>
      logger.error(
        { ...at, why },
        `${message}: keep the store as it is, run "jalon check", and compare it with a backup`,
      ),
    erasedAgain: (erasures) =>
      logger.warn(
        { erasures },
        'the key store had been put back from before these erasures: they were done again, before anything was answered',
      ),
    firstStart: (keysDir) =>
      logger.info(
        { keysDir },
        'the first start over empty stores: keep the folder of the secrets safe, without it no personal data can be read',
      ),
    leaseAhead: (aheadMs) =>
      logger.warn(
        { aheadSeconds: Math.round(aheadMs / 1_000) },
        'the projector’s lease ended later than its own length allows: it was taken while the clock was ahead, and this process takes it over',
      ),
    auditLost: (records) =>
      lost(
        { records },
        'reads of personal data or refused commands were not recorded: the record store did not take them',
      ),
    streamAhead: (met) =>
      ahead(
        { ...met },
        `${met.stream} is ahead of the clock: its next events are recorded at the time of its last one, until the clock has reached it; check the clock of this machine, and of those that write`,
      ),
    projectorChanged: (projector) => logger.info({ projector }, PROJECTOR_LINES[projector]),
    storeChanged: storeLog(logger),
  };
}

const PROJECTOR_LINES: Readonly<Record<ProjectorState, string>> = {
  works: 'this process projects',
  'stands-by': 'another process projects: this one stands by',
  none: 'this process neither projects nor stands by any more',
};

const STORE_NAMES: Readonly<Record<StoreName, string>> = {
  events: 'the event store',
  views: 'the view store',
  keys: 'the key store',
  'destroyed-keys': 'the list of destroyed keys',
  records: 'the record store',
};

function storeLog(logger: Logger): Telemetry['storeChanged'] {
  const unwritable = new Set<StoreName>();
  return (store, fault) => {
    const name = STORE_NAMES[store];
    if (fault === null) logger.info(unwritable.delete(store) ? `${name} takes writes again` : `${name} answers again`);
    else if (cannotWriteIn(fault)) {
      unwritable.add(store);
      logger.error({ reason: reasonForLog(fault) }, `${name} takes no writes`);
    } else {
      unwritable.delete(store);
      if (damageIn(fault)) logger.error({ reason: reasonForLog(fault) }, `${name} is damaged`);
      else if (isAway(fault)) logger.warn({ reason: reasonForLog(fault) }, `${name} does not answer`);
      else logger.error({ err: fault }, `${name} does not answer`);
    }
  };
}

/** By name: an error that crosses from a thread is not of its class any more. */
const AWAY: readonly string[] = ['StoreUnavailable', 'KeyUnavailable'];

const isAway = (error: unknown): boolean => error instanceof Error && AWAY.includes(error.name);

/** Logs a fault that the process recovers from: a store that is away in one line, anything else with its stack. */
export function backgroundFault(logger: Logger): (error: unknown) => void {
  const line = 'a fault in the background, which goes on';
  const away = countedLines('faults in the background while a store does not answer')((facts, text) =>
    logger.warn(facts, text),
  );
  return (error) => {
    if (isAway(error)) away({ reason: reasonForLog(error) }, line);
    else logger.error({ err: error }, line);
  };
}
