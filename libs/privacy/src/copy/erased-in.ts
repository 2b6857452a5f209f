import { ownerOf, type DestroyedKey } from '../destroyed-list.js';
import type { KeyCopySource, KeyCopyTarget } from './key-copy.js';

/** Erasures by their owner. */
export type Erased = ReadonlyMap<string, DestroyedKey>;

/**
 * What either of two stores or one of their lists knows to be destroyed, each with the id of its key where any of them knows
 * it: an erasure is never taken back, by a copy neither.
 */
export async function erasedIn(source: KeyCopySource, target: KeyCopyTarget): Promise<Erased> {
  const erased = new Map<string, DestroyedKey>();
  for (const each of [
    ...(await source.destroyed()),
    ...((await source.list?.all()) ?? []),
    ...(await target.destroyed()),
    ...(await target.list.all()),
  ]) {
    if (!erased.get(ownerOf(each))?.kid) erased.set(ownerOf(each), each);
  }
  for (const [owner, each] of erased) {
    if (each.kid === null) erased.set(owner, { ...each, kid: await source.kidOf(each) });
  }
  return erased;
}
