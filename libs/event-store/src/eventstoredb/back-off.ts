const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/** How long to wait after each failure of a row: about twice as long each time, within a bound, and never all at once. */
export function backOff() {
  let wait = FIRST_MS;
  return {
    /** Milliseconds. */
    next(): number {
      const now = wait * (0.5 + Math.random() / 2);
      wait = Math.min(wait * 2, LONGEST_MS);
      return now;
    },
    reset(): void {
      wait = FIRST_MS;
    },
  };
}
