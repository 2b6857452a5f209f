import type { InstallationRecord, MovableRecord } from '@jalon/ports';

/** The target of a copy is no place for this source. Nothing in it was changed. */
export class NoPlaceForCopy extends Error {
  override readonly name = 'NoPlaceForCopy';

  /** @param why `other`: it belongs to another installation; `in-service`: services may write to it */
  constructor(readonly why: 'other' | 'in-service') {
    super(`the target of the copy is no place for it: ${why}`);
  }
}

interface Sides {
  readonly source: { readonly installation: Pick<InstallationRecord, 'read'> };
  readonly target: { readonly installation: MovableRecord };
}

/**
 * Gives the target the name of the source, as a copy: no service starts on it. To be called before anything is added, and again
 * after a copy that found a target without a name to be a part of the source.
 *
 * @param holdsNothing whether the target is empty, or is known to hold a part of the source
 * @throws NoPlaceForCopy
 */
export async function markCopy({ source, target }: Sides, holdsNothing: boolean): Promise<void> {
  const [from, to] = [await source.installation.read(), await target.installation.read()];
  if (to !== null && to.name !== from?.name) throw new NoPlaceForCopy('other');
  if (to?.state === 'in-service' && !holdsNothing) throw new NoPlaceForCopy('in-service');
  // A source from before installations had names gives none, and what it holds is named by the first start on it.
  if (from === null || (to === null && !holdsNothing)) return;
  // No service starts on a store that has moved either, and where a copy of its successor fails, that stays so.
  if (to !== null && to.state !== 'in-service') return;
  await target.installation.write({ name: from.name, state: 'copy' });
}

/**
 * Declares the copy the successor of its source: first the source is closed to writing, then services may start on the copy. Cut
 * off between the two, neither is written; the same call goes on. A source that was changed since it was copied stays in service.
 *
 * @param isSame whether the copy holds all that the source does; asked once nothing is added to the source any more
 * @returns whether it was declared
 */
export async function declareSuccessor(
  source: { readonly installation: MovableRecord },
  target: { readonly installation: MovableRecord },
  isSame: () => Promise<boolean>,
): Promise<boolean> {
  const before = await source.installation.read();
  if (before === null) throw new Error('a store without a name has no successor');
  await source.installation.write({ name: before.name, state: 'moved' });
  let same = false;
  try {
    same = await isSame();
  } finally {
    if (!same) await source.installation.write(before);
  }
  if (same) await target.installation.write({ name: before.name, state: 'in-service' });
  return same;
}
