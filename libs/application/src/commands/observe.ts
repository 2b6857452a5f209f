import { StoreUnavailable } from '@jalon/event-store';
import { notify } from '@jalon/kernel';
import { CommandInFlight, CommandRefused, KeyReused, StaleRevision, TooManyConflicts, type Outcome } from '../order.js';

/** How a command ended, for whoever counts. */
export type CommandResult =
  'accepted' | 'already-so' | 'refused' | 'key-reused' | 'in-flight' | 'stale' | 'conflicts' | 'unavailable' | 'failed';

export interface CommandObserved {
  readonly command: string;
  readonly result: CommandResult;
  readonly seconds: number;
}

export type ObserveCommand = (observed: CommandObserved) => void;

/** Runs a command's work and tells how it ended and how long it took. */
export async function observed(
  observe: ObserveCommand,
  command: string,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const started = performance.now();
  const tell = (result: CommandResult) =>
    notify(observe, { command, result, seconds: (performance.now() - started) / 1000 });
  try {
    const outcome = await work();
    tell(outcome.events.length === 0 ? 'already-so' : 'accepted');
    return outcome;
  } catch (error) {
    tell(resultOf(error));
    throw error;
  }
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
