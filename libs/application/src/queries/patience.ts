import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '@jalon/ports';
import { backOff } from '@jalon/kernel';

export interface PatienceOptions {
  /** How long a store may stay silent, in milliseconds. */
  readonly longestMs: number;
  readonly signal: AbortSignal;
  /** A clock that never goes back, in milliseconds. */
  readonly elapsed?: () => number;
}

/**
 * Reads, for who has something to say meanwhile: null, after a little wait, where the store falls silent. They ask again.
 *
 * @throws StoreUnavailable where the silence has lasted too long
 */
export type PatientRead = <T>(read: () => Promise<T>) => Promise<T | null>;

export function patience({ longestMs, signal, elapsed = () => performance.now() }: PatienceOptions): PatientRead {
  const waits = backOff();
  let silentSince: number | null = null;
  return async (read) => {
    try {
      const answer = await read();
      silentSince = null;
      waits.reset();
      return answer;
    } catch (error) {
      silentSince ??= elapsed();
      if (!(error instanceof StoreUnavailable) || elapsed() - silentSince > longestMs) throw error;
      return pause(waits.next(), null, { signal }).catch(() => null);
    }
  };
}
