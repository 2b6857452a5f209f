const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** How long to wait after each failure of a row: twice as long each time, within a bound. */
export function backOff() {
  let wait = FIRST_MS;
  return {
    /** Milliseconds. */
    next(): number {
      const now = wait;
      wait = Math.min(wait * 2, LONGEST_MS);
      return now;
    },
    reset(): void {
      wait = FIRST_MS;
    },
  };
}
