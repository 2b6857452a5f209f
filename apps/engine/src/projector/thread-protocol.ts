import type { ProjectorState } from '@jalon/ports';
import type { TracingConfig } from '../tracing/tracing.js';
import type { ProjectedStores } from './projector.js';

/** What a projector's thread is started with. */
export interface ThreadTask {
  readonly stores: ProjectedStores;
  /** The process's name in the projector's lease: one thread after another bears the same, so none waits for the last. */
  readonly holder: string;
  /** Where its traces go; null where nothing is traced. */
  readonly tracing: TracingConfig | null;
}

/** What it is told: that somebody has committed, or to end after the page under way. */
export type ToThread = 'committed' | 'stop';

/** What it tells, whenever the views have moved or it stands otherwise than before. */
export interface FromThread {
  readonly state: ProjectorState;
  /** What it is recovering from; null otherwise. */
  readonly failure: PlainError | null;
  /** A fault that it has just recovered from, for the log. */
  readonly fault?: PlainError;
  /** Whether its subscription has just gone on that had been cut. */
  readonly reconnected?: true;
}

/** An error as it crosses threads: a clone would lose its name. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: PlainError;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && { cause: toPlainError(cause) }),
  };
}

export function fromPlainError({ name, message, stack, cause }: PlainError): Error {
  const error = new Error(message, cause && { cause: fromPlainError(cause) });
  return Object.assign(error, { name, ...(stack !== undefined && { stack }) });
}
