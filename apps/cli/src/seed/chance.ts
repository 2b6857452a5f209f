import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock, Ids, Instant, Random } from '@jalon/kernel';

/** Seeded random values: the same seed gives the same values on every machine. For demonstrations, never for secrets. */
export interface Chance extends Random {
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with a probability of `percent` in a hundred. */
  happens(percent: number): boolean;
  /** An independent generator with this name, so the number of values that one part draws does not affect another. */
  of(name: string | number): Chance;
}

export function chanceOf(seed: string): Chance {
  let block = Buffer.alloc(0);
  let blocks = 0;

  function bytes(length: number): Uint8Array {
    while (block.length < length) {
      const next = createHash('sha256').update(`${seed}\n${blocks}`).digest();
      blocks += 1;
      block = Buffer.concat([block, next]);
    }
    const taken = block.subarray(0, length);
    block = block.subarray(length);
    return taken;
  }

  // Six bytes are so much larger than any range here that the bias of the remainder is negligible.
  const int = (from: number, to: number) => from + (Buffer.from(bytes(6)).readUIntBE(0, 6) % (to - from + 1));
  return {
    bytes,
    int,
    pick: <T>(from: readonly T[]) => from[int(0, from.length - 1)] as T,
    happens: (percent) => int(1, 100) <= percent,
    of: (name) => chanceOf(`${seed}/${name}`),
  };
}

/** The sources of the time, the ids, the keys and the nonces of a seeded year. */
export interface SeededPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Sets the clock. */
  moveTo(now: Instant): void;
  /** Restarts the random values under a name: over a store with events, the ids of those events must not come again. */
  goOnFrom(name: string): void;
}

export function seededPorts(seed: string, from: Instant): SeededPorts {
  let now = from;
  let chance = chanceOf(`${seed}/store/begin`);
  return {
    clock: { now: () => now },
    ids: { next: () => v7({ msecs: Date.parse(now), random: chance.bytes(16) }) },
    random: { bytes: (length) => chance.bytes(length) },
    moveTo: (instant) => {
      now = instant;
    },
    goOnFrom: (name) => {
      chance = chanceOf(`${seed}/store/${name}`);
    },
  };
}
