import { setTimeout as pause } from 'node:timers/promises';
import { KeyUnavailable, StoreUnavailable, type Telemetry } from '@jalon/ports';
import { backOff } from '@jalon/kernel';

/**
 * Opens the tenant `main`. While the event store or the keys are away nothing can be opened, and the rest starts all the same: it is
 * tried again beside it, until it is done.
 *
 * @returns what ends the trying
 */
export async function openWhenPossible(
  open: () => Promise<unknown>,
  telemetry: Telemetry,
): Promise<() => Promise<void>> {
  if (await done()) return () => Promise.resolve();
  const stopping = new AbortController();
  const trying = tryAgain(stopping.signal);
  return () => {
    stopping.abort();
    return trying;
  };

  /** Whether it is; false while the store is away. */
  async function done(): Promise<boolean> {
    try {
      await open();
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof KeyUnavailable)) throw error;
      telemetry.fault(error);
      return false;
    }
  }

  /** Told, and not the end of a service that runs. */
  function refusedForGood(error: unknown): true {
    telemetry.fault(error);
    return true;
  }

  async function tryAgain(signal: AbortSignal): Promise<void> {
    const waits = backOff();
    while (!signal.aborted) {
      await pause(waits.next(), undefined, { signal }).catch(() => undefined);
      if (isAborted(signal) || (await done().catch(refusedForGood))) return;
    }
  }
}

/** Asked again after each wait: the compiler believes that it cannot have changed. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;
