import type { Clock, Ids, Instant, Random } from '@jalon/kernel';
import { v7 } from 'uuid';
import { chanceOf } from './chance.js';

/** Where the time, the ids, the keys and the nonces of a seeded year come from. */
export interface SeededPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** It is this moment now. */
  moveTo(now: Instant): void;
  /** Chance begins anew under a name: that of a store that holds something already must not give its ids again. */
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
