import { missingErasures, ownerOf, type DestroyedKey } from '../destroyed-list.js';
import { KeyCopyRefused, type KeyCopySource, type KeyCopyTarget, type KeyRows, type WrappedKey } from './key-copy.js';
import { createKeyDigester, equalDigests, type KeyDigest, type KeyDigester } from './key-digest.js';

/** Called after each page with the number of keys read so far. What it throws ends the copy; what was copied stays. */
export type OnPage = (read: number) => void;

export interface CopiedKeys {
  /** How many of the keys were in the target before. */
  readonly already: number;
  readonly added: number;
  /** How many erasures the target did not know. */
  readonly erased: number;
  /** How many erasures the source itself did not know, but one of the lists or the target did. */
  readonly unknownToSource: number;
  /** The source's keys as they were copied, without those that are destroyed anywhere. */
  readonly given: KeyDigest;
}

/** The two stores at the end of a copy. */
export interface VerifiedKeyCopy {
  readonly source: KeyDigest;
  readonly target: KeyDigest;
  /** Whether the source was changed meanwhile, so that another copy must follow. */
  readonly sourceChanged: boolean;
}

/**
 * Copies all keys of the source into the target, wrapped as they are, and all erasures of both: what is destroyed in either
 * is destroyed in the target, and never comes back. The target must be empty or hold a part of the same keys, so a copy that
 * was interrupted or killed is continued by the next.
 *
 * @throws KeyCopyRefused when the target holds anything else; nothing is changed then
 */
export async function copyKeys(
  source: KeyCopySource,
  target: KeyCopyTarget,
  onPage: OnPage = () => undefined,
): Promise<CopiedKeys> {
  await requireSameWrappingKey(source, target);
  const erased = await allErasures(source, target);
  await requireSubset(source, target, erased);
  const known = new Set((await source.destroyed()).map(ownerOf));
  const unknownToSource = [...erased.keys()].filter((owner) => !known.has(owner)).length;
  // Erasures first: wherever a copy ends, the target holds no key that was reported as destroyed.
  const newlyErased = await target.erase([...((await source.list?.all()) ?? []), ...erased.values()]);

  const digester = createKeyDigester();
  let [read, already, added] = [0, 0, 0];
  for await (const page of source.pages()) {
    const kept = withoutErased(page, erased);
    const missing = await missingIn(kept, target);
    if (missing.length > 0) await target.adopt(missing);
    digester.add(kept);
    already += kept.length - missing.length;
    added += missing.length;
    onPage((read += page.length));
  }
  const given = digester.digestWith([...erased.values()]);
  return { already, added, erased: newlyErased, unknownToSource, given };
}

/**
 * Reads both stores again, and lets services open the target if it holds what the source does. If the source was changed
 * meanwhile, the target stays closed: another copy adds the rest.
 *
 * @throws KeyCopyRefused (`differs`) when the source was not changed, and the target does not hold the same
 */
export async function verifyKeyCopy(
  source: KeyCopySource,
  target: KeyCopyTarget,
  given: KeyDigest,
  onPage: OnPage = () => undefined,
): Promise<VerifiedKeyCopy> {
  const destroyed = await target.destroyed();
  let read = 0;
  async function digested(
    rows: KeyRows,
    keep: (page: readonly WrappedKey[]) => readonly WrappedKey[],
  ): Promise<KeyDigester> {
    const digester = createKeyDigester();
    for await (const page of rows.pages()) {
      digester.add(keep(page));
      onPage((read += page.length));
    }
    return digester;
  }
  const inTarget = await digested(target, (page) => page);
  const erased = await allErasures(source, target);
  const inSource = await digested(source, (page) => withoutErased(page, erased));

  const digests = { source: inSource.digestWith([...erased.values()]), target: inTarget.digestWith(destroyed) };
  const sourceChanged = !equalDigests(digests.source, digests.target);
  if (sourceChanged && equalDigests(digests.source, given)) throw new KeyCopyRefused('differs');
  if (sourceChanged) return { ...digests, sourceChanged };
  // Both stores may share a list: an erasure that it has learnt meanwhile is a change of the source.
  const missing = missingErasures(destroyed, await target.list.all());
  if (missing.inStore.length + missing.onList.length > 0) throw new KeyCopyRefused('differs');
  await target.finish(await requireSameWrappingKey(source, target));
  return { ...digests, sourceChanged };
}

/** @returns the check value of the source, which the target has too or is to be given */
async function requireSameWrappingKey(source: KeyCopySource, target: KeyCopyTarget): Promise<Uint8Array> {
  const [known, inTarget] = [await source.checkValue(), await target.checkValue()];
  if (known === null) throw new KeyCopyRefused('unfinished');
  if (inTarget !== null && Buffer.compare(known, inTarget) !== 0) throw new KeyCopyRefused('wrapping-key');
  return known;
}

type ErasuresByOwner = ReadonlyMap<string, DestroyedKey>;

/** The erasures that either store or one of their lists knows, each with the id of its key where any of them knows it. */
async function allErasures(source: KeyCopySource, target: KeyCopyTarget): Promise<ErasuresByOwner> {
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

/**
 * Refuses a target with a key, or an erasure, that did not come from the source. A key that was copied before it was
 * destroyed in the source did come from it.
 */
async function requireSubset(source: KeyCopySource, target: KeyCopyTarget, erased: ErasuresByOwner): Promise<void> {
  for (const each of await target.destroyed()) {
    const kid = erased.get(ownerOf(each))?.kid ?? null;
    if (kid !== each.kid) throw new KeyCopyRefused('other', kid ?? '');
  }
  for await (const page of target.pages()) {
    const originals = await byId(page, source);
    for (const key of page) {
      const original = originals.get(key.kid);
      if (original ? equalKeys(original, key) : erased.get(ownerOf(key))?.kid === key.kid) continue;
      throw new KeyCopyRefused(original || (await source.kidOf(key)) !== null ? 'other' : 'more', key.kid);
    }
  }
}

const withoutErased = (page: readonly WrappedKey[], erased: ErasuresByOwner) =>
  page.filter((key) => !erased.has(ownerOf(key)));

async function missingIn(keys: readonly WrappedKey[], target: KeyCopyTarget): Promise<readonly WrappedKey[]> {
  const inTarget = await byId(keys, target);
  return keys.filter((key) => {
    const found = inTarget.get(key.kid);
    if (found && !equalKeys(found, key)) throw new KeyCopyRefused('other', key.kid);
    return !found;
  });
}

/** Those of `keys` that `store` has, by their id. */
async function byId(keys: readonly WrappedKey[], store: KeyRows): Promise<ReadonlyMap<string, WrappedKey>> {
  const found = await store.withIds(keys.map(({ kid }) => kid));
  return new Map(found.map((key) => [key.kid, key]));
}

/** Whether two rows are the same key of the same owner, wrapped into the same bytes. */
function equalKeys(one: WrappedKey, other: WrappedKey): boolean {
  return one.kid === other.kid && ownerOf(one) === ownerOf(other) && Buffer.compare(one.wrapped, other.wrapped) === 0;
}
