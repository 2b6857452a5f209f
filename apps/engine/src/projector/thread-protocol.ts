import { CannotWrite, CorruptEvent, type ProjectorState } from '@jalon/ports';
import type { TracingConfig } from '../tracing/tracing.js';
import type { ProjectedStores } from './projector.js';

/** The data with which a projector's thread is started. */
export interface ThreadTask {
  readonly stores: ProjectedStores;
  /** The process's name in the projector's lease. A new thread uses the name of the last one, so it need not wait for its lease. */
  readonly holder: string;
  /** Where its traces go; null where nothing is traced. */
  readonly tracing: TracingConfig | null;
}

/** Messages to the thread: somebody has committed, or it is to end after the page under way. */
export type ToThread = 'committed' | 'stop';

/** The message from the thread, whenever the views have moved or its state has changed. */
export interface FromThread {
  readonly state: ProjectorState;
  /** The fault that it is recovering from; null otherwise. */
  readonly failure: PlainError | null;
  /** A fault that it has just recovered from, for the log. */
  readonly fault?: PlainError;
  /** Whether its subscription has just continued after it had been cut. */
  readonly reconnected?: true;
  /** By how much the lease that it took ended later than its own length allows, in milliseconds. */
  readonly leaseAhead?: number;
}

/** An error in a form that crosses threads: a structured clone would lose its name, and what it says of a corrupt event or a full disk. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: PlainError;
  readonly corrupt?: Pick<CorruptEvent, 'why' | 'at'>;
  readonly unwritable?: Pick<CannotWrite, 'place' | 'obstacle'>;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && { cause: toPlainError(cause) }),
    ...(error instanceof CannotWrite && { unwritable: { place: error.place, obstacle: error.obstacle } }),
    ...(error instanceof CorruptEvent && { corrupt: { why: error.why, at: error.at } }),
  };
}

export function fromPlainError({ name, message, stack, cause, corrupt, unwritable }: PlainError): Error {
  const options = cause && { cause: fromPlainError(cause) };
  const error = corrupt ? new CorruptEvent(corrupt.why, corrupt.at, options) : new Error(message, options);
  return Object.assign(error, { name, ...unwritable, ...(stack !== undefined && { stack }) });
}
