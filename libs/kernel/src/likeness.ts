import { ERASED, type Opened, type Personal } from './personal.js';

/** How a value that a command gives compares with the one that stands. */
export type Likeness = 'same' | 'different' | typeof ERASED;

/** Compares a command's text with the stored one; once that is erased, or where nobody opened it, nobody can tell. */
export function likenessOf(
  given: string | null | undefined,
  stored: Personal<string> | null,
  opened: Opened<unknown> | undefined,
): Likeness {
  const text = given ?? null;
  if (stored === null || text === null) return stored === text ? 'same' : 'different';
  if (opened === undefined || opened === ERASED) return ERASED;
  return opened.value === text ? 'same' : 'different';
}

/** The same for a text that may be missing: one that is erased counts as none, since it could not be stored again. */
export function likenessOfSome(
  given: string | null | undefined,
  stored: Personal<string> | null,
  opened: Opened<unknown> | undefined,
): Likeness {
  return likenessOf(given, opened === ERASED ? null : stored, opened);
}
