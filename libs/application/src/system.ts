import { randomBytes } from 'node:crypto';
import type { Clock, Ids, Random } from '@jalon/kernel';
import { v7 } from 'uuid';

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date().toISOString() };

/** UUIDv7: ids made one after the other sort in that order, so indexes stay compact. */
export const systemIds: Ids = { next: () => v7() };

/** The operating system's generator. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
