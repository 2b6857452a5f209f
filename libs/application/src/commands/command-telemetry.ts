import { StoreUnavailable, type CommandResult, type Telemetry } from '@jalon/ports';
import { faultName, type Span } from '@jalon/kernel';
import { CommandInFlight, CommandRefused, KeyReused, StaleRevision, TooManyConflicts } from './command-errors.js';
import type { Outcome } from './command-context.js';

const FAULTS: readonly CommandResult[] = ['conflicts', 'unavailable', 'failed'];

/** Runs a command's work and tells how it ended and how long it took; ends its span, where there is one. */
export async function observed(
  telemetry: Telemetry,
  command: string,
  work: () => Promise<Outcome>,
  span?: Span,
): Promise<Outcome> {
  const started = performance.now();
  const tell = (result: CommandResult, error?: unknown) => {
    telemetry.commandFinished({ command, result, seconds: (performance.now() - started) / 1000 });
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
