import type { StreamName } from '@jalon/kernel';
import type { Tail } from '../head.check.js';
import type { Log } from '../log.js';

/** Where a stream of an embedded log ends. */
export function tailIn(log: Log, stream: StreamName): Tail | undefined {
  const [row] = log.streamRows(stream, Number.MAX_SAFE_INTEGER, 'backwards', 1).rows;
  if (!row) return undefined;
  const { recordedAt } = JSON.parse(row.body) as { readonly recordedAt: string };
  return { revision: row.revision, hash: row.hash, recordedAt };
}

/** Whether an embedded log ends at a position, null where it is empty. */
export function endsAt(log: Log, position: string | null): boolean {
  return String(log.lastPosition()) === (position ?? '0');
}
