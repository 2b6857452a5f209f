import { setTimeout as sleep } from 'node:timers/promises';
import { backOff } from '@jalon/kernel';
import { KeyMissing, KeyUnavailable, StoreUnavailable } from '@jalon/ports';

/** Whether a store did not answer, and may answer later. A missing key is not temporary. */
export function isTemporaryFault(error: unknown): boolean {
  return error instanceof StoreUnavailable || (error instanceof KeyUnavailable && !(error instanceof KeyMissing));
}

export interface RetryOptions {
  /** How long reads are retried, in milliseconds; then the store's error is thrown. */
  readonly giveUpAfterMs: number;
  /** `creation` suits one read; `first-failure` a reader without an end: its count restarts after each answer. */
  readonly countedFrom: 'creation' | 'first-failure';
  /** Which errors are worth another try. */
  readonly isTemporary?: (error: unknown) => boolean;
  /** Ends a pause early. */
  readonly signal?: AbortSignal;
  /** A clock that never goes back, in milliseconds. */
  readonly elapsed?: () => number;
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/**
 * Reads once. If the store is away, pauses (longer at each failure in a row) and returns null; call it again.
 *
 * @throws the read's error, when it is not temporary or the store has been away for too long
 */
export type TryRead = <T extends object>(read: () => Promise<T | null>) => Promise<T | null>;

/** For callers that have something else to do between two tries; see `retryWhileUnavailable` for the others. */
export function tryWhileUnavailable({
  giveUpAfterMs,
  countedFrom,
  isTemporary = isTemporaryFault,
  signal,
  elapsed = () => performance.now(),
  pause = (ms, aborted) => sleep(ms, undefined, { ...(aborted && { signal: aborted }) }),
}: RetryOptions): TryRead {
  const waits = backOff();
  const initial = countedFrom === 'creation' ? elapsed() : null;
  let since = initial;
  return async (read) => {
    try {
      const answer = await read();
      since = initial;
      waits.reset();
      return answer;
    } catch (error) {
      since ??= elapsed();
      if (!isTemporary(error) || elapsed() - since > giveUpAfterMs) throw error;
      // A pause fails only when it is aborted.
      await pause(waits.next(), signal).catch(() => undefined);
      return null;
    }
  };
}

/** A busy server answers sooner, and most clients wait at least as long for the next byte. */
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Reads until the store answers, for ten seconds at most. It is meant for the later pages of an answer that has begun:
 * those already sent cannot be taken back, and an error would cut the answer.
 *
 * @throws StoreUnavailable, KeyUnavailable when the store stays away; KeyMissing at once
 */
export async function retryWhileUnavailable<T extends object>(
  read: () => Promise<T>,
  options: Pick<RetryOptions, 'elapsed' | 'pause'> = {},
): Promise<T> {
  const tryRead = tryWhileUnavailable({ giveUpAfterMs: GIVE_UP_AFTER_MS, countedFrom: 'creation', ...options });
  for (;;) {
    const answer = await tryRead(read);
    if (answer !== null) return answer;
  }
}
