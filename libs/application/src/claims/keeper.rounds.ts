import { setTimeout as sleep } from 'node:timers/promises';
import { notify } from '@jalon/kernel';
import type { ClaimSweeper, Sweep } from './claim-sweeper.js';

export interface Sweeping {
  /** Ends after the round under way. */
  stop(): Promise<void>;
}

export interface SweepingOptions {
  readonly everyMs?: number;
  readonly onRound?: (round: Sweep) => void;
  /** A round that could not even begin: the views or the store did not answer. The next one tries again. */
  readonly onFault?: (error: unknown) => void;
}

const EVERY_MS = 5_000;

/** Lets the keeper make its rounds until it is stopped. */
export function startSweeping(keeper: ClaimSweeper, options: SweepingOptions = {}): Sweeping {
  const { everyMs = EVERY_MS, onRound, onFault } = options;
  const stopping = new AbortController();

  async function rounds(): Promise<void> {
    while (!stopping.signal.aborted) {
      await keeper.sweep().then(
        (round) => notify(onRound, round),
        (error: unknown) => notify(onFault, error),
      );
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  const ended = rounds();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
