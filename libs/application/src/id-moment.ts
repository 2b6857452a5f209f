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
