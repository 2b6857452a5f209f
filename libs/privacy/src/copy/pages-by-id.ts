import type { WrappedKey } from './key-copy.js';

/** How many keys a copy takes at a time. */
export const PAGE = 500;

/** Keys in the order of their ids, as their store orders them. `pageAfter` gives at most `PAGE` that lie after an id; every id does after ''. */
export async function* pagesById(
  pageAfter: (kid: string) => readonly WrappedKey[] | Promise<readonly WrappedKey[]>,
): AsyncGenerator<readonly WrappedKey[]> {
  let after = '';
  for (;;) {
    const page = await pageAfter(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.kid;
  }
}
