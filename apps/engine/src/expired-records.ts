import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@jalon/kernel';
import type { RecordStore, Telemetry } from '@jalon/ports';

/** How many records one run removes at most: other transactions wait for it. */
const AT_MOST = 500;

/** How long until the next run, in milliseconds: the rest of a long list is removed soon, but not in one go. */
const PAUSE_MS = 10 * 60_000;
const SOON_MS = 1_000;

export interface RemovingParts {
  readonly records: Pick<RecordStore, 'removeExpired'>;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'fault'>;
  readonly pauseMs?: number;
}

/**
 * Removes records that have expired, now and then. Several processes may do so at once: each removes what is left.
 *
 * @returns the function that ends it, after the run under way
 */
export function removeExpiredRecords({
  records,
  clock,
  telemetry,
  pauseMs = PAUSE_MS,
}: RemovingParts): () => Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const removed = await records.removeExpired(Date.parse(clock.now()), AT_MOST).catch((error: unknown) => {
        telemetry.fault(error);
        return 0;
      });
      const waitMs = removed < AT_MOST ? pauseMs : Math.min(SOON_MS, pauseMs);
      await pause(waitMs, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
}
