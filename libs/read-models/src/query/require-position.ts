import { comparePositions, type Position } from '@jalon/kernel';
import type { QueryPorts } from './query-ports.js';
import { refuseQuery } from './query-rejections.js';

/**
 * That an event lies at a position: one of another store, or of this one before it was restored, would wait for what others had.
 *
 * @throws QueryRefused POSITION_UNKNOWN
 */
export async function requirePosition({ store }: Pick<QueryPorts, 'store'>, position: Position): Promise<void> {
  const last = (await store.lastPosition()) ?? '0';
  if (comparePositions(position, last) > 0) refuseQuery('POSITION_UNKNOWN', { position, last });
}
