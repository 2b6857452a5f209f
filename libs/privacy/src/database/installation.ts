import type { Kysely } from 'kysely';
import { KeysMoved } from '@jalon/ports';
import type { SqlDatabase } from '@jalon/sql-database';
import type { KeyTables } from './key-database.js';

/**
 * Refuses a transaction that makes or destroys a key in a store that is not in service. Until its end the store stays so.
 *
 * @throws KeysMoved
 */
export async function requireInService({ lockRow }: SqlDatabase<KeyTables>, db: Kysely<KeyTables>): Promise<void> {
  const found = await db.selectFrom('installation').select('state').modifyEnd(lockRow).executeTakeFirst();
  if (found && found.state !== 'in-service') throw new KeysMoved();
}
