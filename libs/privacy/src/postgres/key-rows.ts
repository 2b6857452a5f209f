import { PAGE, pagesById } from '../copy/pages-by-id.js';
import type { KeyRows, WrappedKey } from '../copy/key-copy.js';
import type { DestroyedKey } from '../destroyed-list.js';
import { kidOf } from './erasures.js';
import type { KeyDatabase } from './key-database.js';

const SELECT = 'SELECT kid, tenant, subject, purpose, wrapped FROM jalon_keys.keys WHERE';

/** What a key database holds. */
export function keyRowsIn({ rows }: Pick<KeyDatabase, 'rows'>): KeyRows {
  return {
    async checkValue() {
      const [found] = await rows<{ check_value: Buffer }>('SELECT check_value FROM jalon_keys.wrapping');
      return found?.check_value ?? null;
    },
    async count() {
      const [found] = await rows<{ keys: number }>('SELECT count(*)::int AS keys FROM jalon_keys.keys');
      return found?.keys ?? 0;
    },
    pages: () => pagesById((kid) => rows<WrappedKey>(`${SELECT} kid > $1 ORDER BY kid LIMIT ${PAGE}`, [kid])),
    withIds: (kids) => rows<WrappedKey>(`${SELECT} kid = ANY ($1::text[])`, [kids]),
    kidOf: (owner) => kidOf(rows, owner),
    destroyed: () => rows<DestroyedKey>('SELECT tenant, subject, purpose, kid FROM jalon_keys.destroyed'),
  };
}
