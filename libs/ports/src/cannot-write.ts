import { wordsOf } from '@jalon/kernel';

/** Why nothing can be written in a store that can be read. */
export const OBSTACLES = ['full', 'read-only', 'failing'] as const;
export type WriteObstacle = (typeof OBSTACLES)[number];

const WORDS: Readonly<Record<WriteObstacle, string>> = {
  full: 'the disk is full',
  'read-only': 'it can only be read',
  failing: 'the disk refuses to be written',
};

/** A store can be read, but takes no writes until somebody mends that: a retry alone does not help. */
export class CannotWrite extends Error {
  override readonly name = 'CannotWrite';

  /** @param place the file, or the database without its password */
  constructor(
    readonly place: string,
    readonly obstacle: WriteObstacle,
    override readonly cause: unknown,
  ) {
    super(`${place} takes no writes, for ${WORDS[obstacle]} (${wordsOf(cause)})`);
  }
}

/** The CannotWrite that an error is, or was caused by; null when there is none. */
export function cannotWriteIn(error: unknown): CannotWrite | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    // By name: an error that crosses from a thread is not of its class any more.
    if (each.name === 'CannotWrite' && 'obstacle' in each) return each as CannotWrite;
  }
  return null;
}

/** How much a probe writes: more than most appends take, also where a failed one has left a part of itself in a log. */
export const PROBE_BYTES = 256 * 1024;

/** Whether a place takes writes, as the last of them showed. After one that failed, a probe finds out when it does again. */
export interface WriteWatch {
  /** To be called after a write. */
  readonly succeeded: () => void;
  /** To be called when a write has failed. */
  readonly failed: (error: unknown) => void;
  /** @throws CannotWrite while writes fail */
  readonly check: () => Promise<void>;
}

/** @param probe writes something as large as usual writes are, and leaves nothing behind */
export function writeWatch(probe: () => void | Promise<void>): WriteWatch {
  let fault: CannotWrite | null = null;
  return {
    succeeded: () => void (fault = null),
    failed: (error) => void (fault = cannotWriteIn(error) ?? fault),
    async check() {
      const known = fault;
      if (!known) return;
      try {
        await probe();
        fault = null;
      } catch (error) {
        const found: CannotWrite = cannotWriteIn(error) ?? known;
        fault = found;
        throw found;
      }
    },
  };
}
