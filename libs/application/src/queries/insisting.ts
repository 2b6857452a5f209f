import { setTimeout as pause } from 'node:timers/promises';
import { backOff } from '@jalon/kernel';
import { isTemporaryFault } from '../retry.js';

/** Longer than a busy server falls silent for, and no longer than most readers wait for the next byte. */
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Reads a page of an answer that has begun: what was sent cannot be taken back, and would be cut by a store that falls
 * silent for a moment. So the store is asked again, which changes nothing.
 *
 * @throws StoreUnavailable, KeyUnavailable where it stays silent; KeyMissing at once
 */
export async function insisting<T>(read: () => Promise<T>): Promise<T> {
  const waits = backOff();
  const until = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!isTemporaryFault(error) || performance.now() > until) throw error;
    }
    await pause(waits.next());
  }
}
