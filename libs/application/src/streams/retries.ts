import { setTimeout as sleep } from 'node:timers/promises';
import { TooManyConflicts } from '../order.js';

/** What an attempt answers when another writer was first. */
export const CONFLICT = Symbol('another writer was first');

/** How often one command is tried against other writers before it is given back to the caller. */
const MAX_ATTEMPTS = 16;

/** Attempts until one is not overtaken. @throws TooManyConflicts when every one was */
export async function untilNotOvertaken<T>(attempt: () => Promise<T | typeof CONFLICT>): Promise<T> {
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts += 1) {
    const result = await attempt();
    if (result !== CONFLICT) return result;
    // Growing pauses thin out the writers that meet here again and again; the first retry is immediate.
    if (attempts > 1) await sleep(attempts);
  }
  throw new TooManyConflicts(`overtaken ${MAX_ATTEMPTS} times`);
}
