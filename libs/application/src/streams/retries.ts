import { setTimeout as sleep } from 'node:timers/promises';
import { TooManyConflicts } from '../command-context.js';

/** What an attempt answers when another writer was first. */
export const CONFLICT = Symbol('another writer was first');

/** How often one piece of work is tried against other writers before it is given back: most of a second. */
const MAX_ATTEMPTS = 32;
const PAUSE_GROWS_BY_MS = 5;
const LONGEST_PAUSE_MS = 40;

/** Attempts until one is not overtaken. @throws TooManyConflicts when every one was */
export async function untilNotOvertaken<T>(attempt: () => Promise<T | typeof CONFLICT>): Promise<T> {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
    await pauseBefore(attempts);
    const result = await attempt();
    if (result !== CONFLICT) return result;
  }
  throw new TooManyConflicts(`overtaken ${MAX_ATTEMPTS} times`);
}

/** None before the first retry; then pauses of random length, so that writers who met once do not meet for ever. */
async function pauseBefore(attempts: number): Promise<void> {
  if (attempts < 2) return;
  await sleep(Math.random() * Math.min(attempts * PAUSE_GROWS_BY_MS, LONGEST_PAUSE_MS));
}
