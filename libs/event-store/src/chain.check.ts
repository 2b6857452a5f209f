import type { StoredEvent } from '@jalon/kernel';
import { CorruptEvent } from '@jalon/ports';

/**
 * Refuses an event of a stream that is not the next link of its chain: an event between was removed, or one of the two
 * replaced.
 *
 * @param earlier the event before it, or null where it must be the stream's first
 */
export function checkLink(earlier: StoredEvent | null, later: StoredEvent): void {
  const { stream, revision, prev } = later.envelope;
  const expected = earlier ? earlier.envelope.revision + 1 : 0;
  const linked = revision === expected && prev === (earlier ? earlier.hash : null);
  if (!linked) throw new CorruptEvent(`${stream} at revision ${revision} does not follow the event before it`);
}
