import { randomBytes } from 'node:crypto';
import type { Clock, Ids, Random } from '@jalon/kernel';
import { createSystemIds } from './system-ids.js';

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date().toISOString() };

/** The process's own: see `createSystemIds`. */
export const systemIds: Ids = createSystemIds();

/** The operating system's generator. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
