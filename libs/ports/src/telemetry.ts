import { notify, type Instant, type Position, type StreamName, type Tracer } from '@jalon/kernel';
import type { CorruptEvent } from './corrupt-event.js';

/** How a command ended. */
export type CommandResult =
  'accepted' | 'already-so' | 'refused' | 'key-reused' | 'in-flight' | 'stale' | 'conflicts' | 'unavailable' | 'failed';

export interface CommandFinished {
  readonly command: string;
  readonly result: CommandResult;
  readonly seconds: number;
}

/** Whether this process projects: it holds the lease (`works`), another process holds it (`stands-by`), or neither is known. */
export type ProjectorState = 'works' | 'stands-by' | 'none';

/** The stores of a process, the one on which most depends first. */
export const STORES = ['events', 'views', 'keys', 'destroyed-keys', 'records'] as const;
export type StoreName = (typeof STORES)[number];

/** A stream whose last event lies ahead of the clock by more than a minute. */
export interface StreamAhead {
  readonly stream: StreamName;
  /** Of its last event. */
  readonly position: Position;
  readonly recordedAt: Instant;
}

/** The reports to a process's log, metrics and traces. No method throws. */
export interface Telemetry {
  commandFinished(command: CommandFinished): void;
  /** One commit of the event store: how many appends shared it, and how many seconds it took. */
  appendBatch(appends: number, seconds: number): void;
  /** A fault that the process recovers from by itself, in the background or after a command's answer. */
  fault(error: unknown): void;
  /** The process has met a corrupt event, for the first time since it started. */
  corruptEvent(met: CorruptEvent): void;
  /** A subscription to the events that had been cut continues. */
  reconnected(): void;
  /** A restored key store had forgotten these erasures; they were done again before anything was answered. */
  erasedAgain(erasures: number): void;
  /** This is the first start over empty stores; the secrets lie in this folder. */
  firstStart(keysDir: string): void;
  /** This process begins or ceases to project, or to stand by. */
  projectorChanged(state: ProjectorState): void;
  /** A store has ceased to answer, for this reason; or answers again (null). */
  storeChanged(store: StoreName, fault: unknown): void;
  /**
   * This process took the projector's lease although it had not run out: it ended later than its own length allows, by so
   * many milliseconds, since it was taken while the clock was ahead.
   */
  leaseAhead(aheadMs: number): void;
  /** So many reads and refused commands were not recorded: the record store did not take them in time. */
  auditLost(records: number): void;
  /** The process has met a stream that is ahead of the clock. */
  streamAhead(met: StreamAhead): void;
  /** Null where nothing is traced. */
  readonly tracer: Tracer | null;
}

/** A Telemetry that calls all these listeners. A report without a listener is dropped. A listener that throws is ignored. */
export function telemetryOf(...all: readonly Partial<Telemetry>[]): Telemetry {
  const told =
    <Report extends Exclude<keyof Telemetry, 'tracer'>>(report: Report) =>
    (...facts: Parameters<Telemetry[Report]>): void => {
      for (const listeners of all)
        notify(listeners[report] as ((...given: typeof facts) => void) | undefined, ...facts);
    };
  return {
    commandFinished: told('commandFinished'),
    appendBatch: told('appendBatch'),
    fault: told('fault'),
    corruptEvent: told('corruptEvent'),
    reconnected: told('reconnected'),
    erasedAgain: told('erasedAgain'),
    firstStart: told('firstStart'),
    projectorChanged: told('projectorChanged'),
    storeChanged: told('storeChanged'),
    leaseAhead: told('leaseAhead'),
    auditLost: told('auditLost'),
    streamAhead: told('streamAhead'),
    tracer: all.find(({ tracer }) => tracer)?.tracer ?? null,
  };
}

/** Drops every report. */
export const noTelemetry: Telemetry = telemetryOf({});
