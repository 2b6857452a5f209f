import type { Reference, Refused, Uuid } from '@jalon/kernel';
import { refuse, type DirectoryRejection } from './rejections.js';

/** Only a registered entry may be named: neither unknown nor over. */
interface Nameable {
  readonly status: 'unknown' | 'registered' | 'closed' | 'left';
}

/**
 * `asked`, unless the entry names it already; null otherwise. Only a new name is looked up: a name that an entry has
 * already stays valid when that person or body leaves or closes, so nobody has to correct a manager in order to correct
 * a site.
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
