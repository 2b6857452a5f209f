export interface BackOff {
  /** How long to wait after one more failure, in milliseconds. */
  next(): number;
  /** What failed goes well again. */
  reset(): void;
}

export interface BackOffOptions {
  readonly firstMs?: number;
  /** From 0 to below 1: shortens each wait by up to a half, so that who failed together does not come again together. */
  readonly chance?: () => number;
}

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** How long to wait after each failure of a row: twice as long each time, within a bound. */
export function backOff({ firstMs = FIRST_MS, chance = () => 0 }: BackOffOptions = {}): BackOff {
  let wait = firstMs;
  return {
    next() {
      const now = wait * (1 - chance() / 2);
      wait = Math.min(wait * 2, LONGEST_MS);
      return now;
    },
    reset() {
      wait = firstMs;
    },
  };
}
