import { randomFillSync } from 'node:crypto';
import type { Ids } from '@jalon/kernel';
import { v7 } from 'uuid';
import { momentAfter, type IdMoment } from './id-moment.js';

const BYTES_AN_ID = 16;
/** Chance is fetched for so many ids at once: asking the system for it takes fifteen times as long as all the rest. */
const IDS_AT_ONCE = 256;

/**
 * UUIDv7 (RFC 9562): ids made one after the other sort in that order, whatever the clock does, so indexes stay compact and
 * the event store need not look for an id that lies above all others.
 */
export function createSystemIds(): Ids {
  const pool = new Uint8Array(BYTES_AN_ID * IDS_AT_ONCE);
  let used = pool.length;
  let last: IdMoment = { msecs: 0, seq: 0 };

  function nextChance(): Uint8Array {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += BYTES_AN_ID;
    return pool.subarray(used - BYTES_AN_ID, used);
  }

  /** A random start that leaves half the sequence or more. */
  const startOf = (chance: Uint8Array) => new DataView(chance.buffer, chance.byteOffset).getUint32(0) >>> 1;

  return {
    next() {
      const random = nextChance();
      last = momentAfter(last, Date.now(), startOf(random));
      return v7({ random, ...last });
    },
  };
}
