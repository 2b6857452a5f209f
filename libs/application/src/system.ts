import { randomBytes, randomFillSync } from 'node:crypto';
import type { Clock, Ids, Random } from '@jalon/kernel';
import { v7 } from 'uuid';

const BYTES_AN_ID = 16;
/** Random bytes are fetched for so many ids at once: asking the system for them takes fifteen times as long as all the rest. */
const IDS_AT_ONCE = 256;

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date().toISOString() };

/** The operating system's generator. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };

/** The ids of this process. */
export const systemIds: Ids = createSystemIds();

/**
 * UUIDv7 (RFC 9562): ids made one after the other sort in that order, whatever the clock does, so indexes stay compact and
 * the event store need not look for an id that lies above all others.
 */
export function createSystemIds(): Ids {
  const nextRandom = randomPool();
  let last: IdMoment = { msecs: 0, seq: 0 };

  return {
    next() {
      const random = nextRandom();
      last = momentAfter(last, Date.now(), startOf(random));
      return v7({ random, ...last });
    },
  };
}

/** When an id is made: its millisecond, and which one it is within it. */
export interface IdMoment {
  readonly msecs: number;
  /** 32 bits. */
  readonly seq: number;
}

export const LAST_SEQ = 0xffff_ffff;

/**
 * The moment after `last`. In a new millisecond the sequence begins at `start`; within one, or where the clock goes back, it
 * counts up; and where it is exhausted the next millisecond is begun before its time.
 */
export function momentAfter(last: IdMoment, now: number, start: number): IdMoment {
  const { msecs, seq } = last;
  if (now > msecs) return { msecs: now, seq: start };
  return seq < LAST_SEQ ? { msecs, seq: seq + 1 } : { msecs: msecs + 1, seq: 0 };
}

/** A random start that leaves half the sequence or more. */
function startOf(random: Uint8Array): number {
  return new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
}

function randomPool(): () => Uint8Array {
  const pool = new Uint8Array(BYTES_AN_ID * IDS_AT_ONCE);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += BYTES_AN_ID;
    return pool.subarray(used - BYTES_AN_ID, used);
  };
}
