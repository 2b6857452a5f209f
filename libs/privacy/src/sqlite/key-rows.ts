import { PAGE, pagesById } from '../copy/pages-by-id.js';
import type { KeyRows, WrappedKey } from '../copy/key-copy.js';
import type { DestroyedKey } from '../destroyed-list.js';
import type { KeyOwner } from '@jalon/ports';
import type { KeyDatabase } from './key-database.js';

/** What a key database holds. */
export function keyRowsIn(database: KeyDatabase): KeyRows {
  const select = 'SELECT kid, tenant, subject, purpose, wrapped FROM keys WHERE';
  const pageAfter = database.prepare<[string], WrappedKey>(`${select} kid > ? ORDER BY kid LIMIT ${PAGE}`);
  const withId = database.prepare<[string], WrappedKey>(`${select} kid = ?`);
  const kidOf = database
    .prepare<KeyOwner, string>(
      'SELECT kid FROM keys WHERE tenant = @tenant AND subject = @subject AND purpose = @purpose',
    )
    .pluck();
  const checkValue = database.prepare<[], Buffer>('SELECT check_value FROM wrapping').pluck();
  const count = database.prepare<[], number>('SELECT count(*) FROM keys').pluck();
  const destroyed = database.prepare<[], DestroyedKey>('SELECT tenant, subject, purpose, kid FROM destroyed');

  return {
    checkValue: async () => checkValue.get() ?? null,
    count: async () => count.get() ?? 0,
    pages: () => pagesById((kid) => pageAfter.all(kid)),
    withIds: async (kids) => kids.flatMap((kid) => withId.get(kid) ?? []),
    kidOf: async ({ tenant, subject, purpose }) => kidOf.get({ tenant, subject, purpose }) ?? null,
    destroyed: async () => destroyed.all(),
  };
}
