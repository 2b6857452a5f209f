import { ownerOf } from '../destroyed-list.js';
import type { Erased } from './erased-in.js';
import { KeyCopyRefused, type KeyCopySource, type KeyCopyTarget, type WrappedKey } from './key-copy.js';

/**
 * Refuses a target that holds a key, or an erasure, that did not come from the source. A key that was destroyed in the
 * source since it was copied did.
 *
 * @throws KeyCopyRefused (`other` or `more`)
 */
export async function requirePart(source: KeyCopySource, target: KeyCopyTarget, erased: Erased): Promise<void> {
  for (const each of await target.destroyed()) {
    const kid = erased.get(ownerOf(each))?.kid ?? null;
    if (kid !== each.kid) throw new KeyCopyRefused('other', kid ?? '');
  }
  for await (const page of target.pages()) {
    const originals = new Map((await source.withIds(page.map(({ kid }) => kid))).map((key) => [key.kid, key]));
    for (const key of page) {
      const original = originals.get(key.kid);
      if (original ? sameKey(original, key) : erased.get(ownerOf(key))?.kid === key.kid) continue;
      throw new KeyCopyRefused(original || (await source.kidOf(key)) !== null ? 'other' : 'more', key.kid);
    }
  }
}

/** Whether two rows are the same key of the same owner, wrapped into the same bytes. */
export function sameKey(one: WrappedKey, other: WrappedKey): boolean {
  return one.kid === other.kid && ownerOf(one) === ownerOf(other) && Buffer.compare(one.wrapped, other.wrapped) === 0;
}
