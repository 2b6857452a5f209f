/** The delays between the retries of something that fails: each is twice as long as the one before, up to a limit. */
export interface BackOff {
  /** The delay after one more failure, in milliseconds. */
  next(): number;
  /** To be called after a success: the next delay is the first one again. */
  reset(): void;
}

export interface BackOffOptions {
  readonly firstMs?: number;
  /**
   * From 0 to below 1. Shortens each delay by up to half (jitter), so that clients that failed at the same time do not
   * retry at the same time. Without it there is no jitter.
   */
  readonly random?: () => number;
}

const FIRST_MS = 100;
const MAX_MS = 5_000;

export function backOff({ firstMs = FIRST_MS, random = () => 0 }: BackOffOptions = {}): BackOff {
  let delay = firstMs;
  return {
    next() {
      const current = delay * (1 - random() / 2);
      delay = Math.min(delay * 2, MAX_MS);
      return current;
    },
    reset() {
      delay = firstMs;
    },
  };
}

/**
 * `signal.aborted`, for code that checks it again after a wait. After a first check, TypeScript takes the property for
 * unchanging.
 */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
