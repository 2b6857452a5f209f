import type { Instant, StreamName } from '@jalon/kernel';
import type { EncodedEvent } from './event.codec.js';
import { ConflictError, type Head, InvalidDraft } from '@jalon/ports';

/** A stream's last event, as far as the next one must fit it. */
export interface Tail {
  readonly revision: number;
  readonly hash: string;
  readonly recordedAt: Instant;
}

/**
 * Whether events made to follow `expected` may follow `tail`. Asked inside the write transaction.
 *
 * @throws ConflictError when the stream ends elsewhere; both revision and hash must be those that were read
 * @throws InvalidDraft when time would go back
 */
export function checkTail(
  stream: StreamName,
  events: readonly EncodedEvent[],
  expected: Head,
  tail: Tail | undefined,
): void {
  if (!isHead(expected, tail)) throw new ConflictError(stream, expected, headOf(tail));
  const first = events[0]?.envelope;
  if (first && tail && first.recordedAt < tail.recordedAt) {
    throw new InvalidDraft(`${first.type} on ${stream}: recordedAt lies before the stream's last event`);
  }
}

function isHead(expected: Head, tail: Tail | undefined): boolean {
  if (expected === 'none') return tail === undefined;
  return tail !== undefined && tail.revision === expected.revision && tail.hash === expected.hash;
}

function headOf(tail: Tail | undefined): Head {
  return tail ? { revision: tail.revision, hash: tail.hash } : 'none';
}
