const FIRST_MS = 100;
const LONGEST_MS = 5_000;

export interface BackOff {
  /** Milliseconds. */
  next(): number;
  /** What failed goes well again. */
  reset(): void;
}

/** How long to wait after each failure of a row: twice as long each time, within a bound. */
export function backOff(): BackOff {
  let wait = FIRST_MS;
  return {
    next() {
      const now = wait;
      wait = Math.min(wait * 2, LONGEST_MS);
      return now;
    },
    reset() {
      wait = FIRST_MS;
    },
  };
}
