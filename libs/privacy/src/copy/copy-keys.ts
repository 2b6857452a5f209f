import { lacking, ownerOf } from '../destroyed-list.js';
import { erasedIn, type Erased } from './erased-in.js';
import { KeyCopyRefused, type KeyCopySource, type KeyCopyTarget, type KeyRows, type WrappedKey } from './key-copy.js';
import { keySummer, sameSum, type KeySum, type KeySummer } from './key-sum.js';
import { requirePart, sameKey } from './require-part.js';

/** Told of each page how many keys were looked at so far. What it throws ends the copy: what was copied stays. */
export type OnPage = (looked: number) => void;

/** What was taken over. */
export interface CopiedKeys {
  /** How many of the keys lay in the target before. */
  readonly already: number;
  readonly added: number;
  /** How many erasures the target did not know. */
  readonly erased: number;
  /** How many erasures the source itself did not know, but one of the lists or the target did. */
  readonly unknownToSource: number;
  /** What the source gave: its keys but for those that are destroyed anywhere. */
  readonly given: KeySum;
}

/** How two stores stand at the end. */
export interface ProvenKeys {
  readonly source: KeySum;
  readonly target: KeySum;
  /** Whether the source was changed meanwhile, so that another copy must follow. */
  readonly sourceChanged: boolean;
}

/**
 * Takes all keys of the source over into the target, wrapped as they are, and all erasures of both: what is destroyed in
 * either is destroyed in the target, and never comes back. The target must be empty or hold a part of the same keys, so a
 * copy that was interrupted or killed goes on where it was.
 *
 * @throws KeyCopyRefused when it does not: nothing was changed then
 */
export async function copyKeys(
  source: KeyCopySource,
  target: KeyCopyTarget,
  onPage: OnPage = () => undefined,
): Promise<CopiedKeys> {
  await requireFit(source, target);
  const erased = await erasedIn(source, target);
  await requirePart(source, target, erased);
  const known = new Set((await source.destroyed()).map(ownerOf));
  const unknownToSource = [...erased.keys()].filter((owner) => !known.has(owner)).length;
  // Erasures first: whenever this ends, no key is there that somebody was told is gone.
  const newlyErased = await target.erase([...((await source.list?.all()) ?? []), ...erased.values()]);

  const sum = keySummer();
  let [looked, already, added] = [0, 0, 0];
  for await (const page of source.pages()) {
    const kept = keptOf(page, erased);
    const missing = await missingOf(kept, target);
    if (missing.length > 0) await target.adopt(missing);
    sum.add(kept);
    already += kept.length - missing.length;
    added += missing.length;
    onPage((looked += page.length));
  }
  const given = sum.sumWith([...erased.values()]);
  return { already, added, erased: newlyErased, unknownToSource, given };
}

/**
 * Reads both stores again, and lets services open the target if it holds what the source does. Where the source was changed
 * meanwhile it does not: another copy adds the rest.
 *
 * @throws KeyCopyRefused (`differs`) when the source was not changed, and the target does not hold the same
 */
export async function proveKeys(
  source: KeyCopySource,
  target: KeyCopyTarget,
  given: KeySum,
  onPage: OnPage = () => undefined,
): Promise<ProvenKeys> {
  const destroyed = await target.destroyed();
  let looked = 0;
  async function summed(
    rows: KeyRows,
    keep: (page: readonly WrappedKey[]) => readonly WrappedKey[],
  ): Promise<KeySummer> {
    const sum = keySummer();
    for await (const page of rows.pages()) {
      sum.add(keep(page));
      onPage((looked += page.length));
    }
    return sum;
  }
  const there = await summed(target, (page) => page);
  const erased = await erasedIn(source, target);
  const now = await summed(source, (page) => keptOf(page, erased));

  const sums = { source: now.sumWith([...erased.values()]), target: there.sumWith(destroyed) };
  const sourceChanged = !sameSum(sums.source, sums.target);
  if (sourceChanged && sameSum(sums.source, given)) throw new KeyCopyRefused('differs');
  if (sourceChanged) return { ...sums, sourceChanged };
  // What a list that both share has learnt meanwhile is a change of the source.
  const lacks = lacking(destroyed, await target.list.all());
  if (lacks.inStore.length + lacks.onList.length > 0) throw new KeyCopyRefused('differs');
  await target.finish(await requireFit(source, target));
  return { ...sums, sourceChanged };
}

/** The check value that both have, or the target will have. */
async function requireFit(source: KeyCopySource, target: KeyCopyTarget): Promise<Uint8Array> {
  const [known, there] = [await source.checkValue(), await target.checkValue()];
  if (known === null) throw new KeyCopyRefused('unfinished');
  if (there !== null && Buffer.compare(known, there) !== 0) throw new KeyCopyRefused('wrapping-key');
  return known;
}

const keptOf = (page: readonly WrappedKey[], erased: Erased) => page.filter((key) => !erased.has(ownerOf(key)));

async function missingOf(keys: readonly WrappedKey[], target: KeyCopyTarget): Promise<readonly WrappedKey[]> {
  const there = new Map((await target.withIds(keys.map(({ kid }) => kid))).map((key) => [key.kid, key]));
  return keys.filter((key) => {
    const found = there.get(key.kid);
    if (found && !sameKey(found, key)) throw new KeyCopyRefused('other', key.kid);
    return !found;
  });
}
