import { setTimeout as sleep } from 'node:timers/promises';
import { TooManyConflicts } from '../commands/command-errors.js';

/**
 * Writers on one stream. Within a process they queue: they would only refuse each other's appends. Between processes the
 * store refuses all but the first (CONFLICT), and the others load the stream again.
 */

/** Runs the work of one key in the order in which it came, one at a time; work of other keys does not wait. */
export type WorkQueue = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Work in one queue may wait for another queue, but never the other way round: that would be a deadlock. */
export function workQueue(): WorkQueue {
  const tails = new Map<string, Promise<void>>();

  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.then(nothing, nothing);
    tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

function nothing(): void {}

/** What an attempt returns when another writer was first. */
export const CONFLICT = Symbol('another writer was first');

/** How often one piece of work is tried against other writers: most of a second in all. */
const MAX_ATTEMPTS = 32;
const PAUSE_GROWS_BY_MS = 5;
const LONGEST_PAUSE_MS = 40;

/** Tries until no other writer is first. @throws TooManyConflicts after 32 attempts */
export async function retryOnConflict<T>(
  attempt: () => Promise<T | typeof CONFLICT>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
    const pauseMs = pauseBefore(attempts);
    if (pauseMs > 0) await pause(pauseMs);
    const result = await attempt();
    if (result !== CONFLICT) return result;
  }
  throw new TooManyConflicts(`overtaken ${MAX_ATTEMPTS} times`);
}

/** None before the first retry; then of random length, so that writers who met once do not keep meeting. */
function pauseBefore(attempts: number): number {
  return attempts < 2 ? 0 : Math.random() * Math.min(attempts * PAUSE_GROWS_BY_MS, LONGEST_PAUSE_MS);
}
