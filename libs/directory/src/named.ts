import type { Reference, Refused, Uuid } from '@jalon/kernel';
import { refuse, type DirectoryRejection } from './rejections.js';

/** What may be named is registered: neither unknown nor over. */
interface Nameable {
  readonly status: 'unknown' | 'registered' | 'closed' | 'left';
}

/**
 * The one in `asked` where `held` does not already name it: only a new name is looked up. What an entry already names stays,
 * also when it has closed or left since, so that nobody has to mend a manager in order to correct a site.
 */
export function newlyNamed(asked: Uuid | null | undefined, held: Uuid | null | undefined): Uuid | null {
  return asked && asked !== held ? asked : null;
}

/** Refuses a newly named entry that was never registered, or is over. */
export function notNameable(
  id: Uuid | null,
  reference: Reference<Nameable> | undefined,
  codes: { readonly unknown: DirectoryRejection; readonly over: DirectoryRejection },
): Refused | null {
  if (id === null) return null;
  if (!reference?.found || reference.state.status === 'unknown') return refuse(codes.unknown);
  return reference.state.status === 'registered' ? null : refuse(codes.over);
}
