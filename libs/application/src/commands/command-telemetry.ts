import { StoreUnavailable } from '@jalon/ports';
import { faultName, notify, type Span } from '@jalon/kernel';
import { CommandInFlight, CommandRefused, KeyReused, StaleRevision, TooManyConflicts } from './command-errors.js';
import type { Outcome } from './command-context.js';

/** How a command ended, for whoever counts. */
export type CommandResult =
  'accepted' | 'already-so' | 'refused' | 'key-reused' | 'in-flight' | 'stale' | 'conflicts' | 'unavailable' | 'failed';

const FAULTS: readonly CommandResult[] = ['conflicts', 'unavailable', 'failed'];

export interface CommandObserved {
  readonly command: string;
  readonly result: CommandResult;
  readonly seconds: number;
}

export type ObserveCommand = (observed: CommandObserved) => void;

/** Runs a command's work and tells how it ended and how long it took; ends its span, where there is one. */
export async function observed(
  observe: ObserveCommand,
  command: string,
  work: () => Promise<Outcome>,
  span?: Span,
): Promise<Outcome> {
  const started = performance.now();
  const tell = (result: CommandResult, error?: unknown) => {
    notify(observe, { command, result, seconds: (performance.now() - started) / 1000 });
    if (span) endSpan(span, result, error);
  };
  try {
    const outcome = await work();
    tell(outcome.events.length === 0 ? 'already-so' : 'accepted');
    return outcome;
  } catch (error) {
    tell(resultOf(error), error);
    throw error;
  }
}

/** A refusal is an answer; only what kept the command from having one is a fault. */
function endSpan(span: Span, result: CommandResult, error: unknown): void {
  span.tell({ 'jalon.command.result': result });
  if (error instanceof CommandRefused) span.tell({ 'jalon.command.rejection': error.rejection.code });
  span.end(FAULTS.includes(result) ? faultName(error) : undefined);
}

function resultOf(error: unknown): CommandResult {
  if (error instanceof CommandRefused) return 'refused';
  if (error instanceof KeyReused) return 'key-reused';
  if (error instanceof CommandInFlight) return 'in-flight';
  if (error instanceof StaleRevision) return 'stale';
  if (error instanceof TooManyConflicts) return 'conflicts';
  if (error instanceof StoreUnavailable) return 'unavailable';
  return 'failed';
}
