import { sql } from 'kysely';
import type { RecordMigration } from './record-migration.js';

/** What recognises the key of the hashes. */
export const recordStore: RecordMigration = {
  name: '0001-record-store',
  up: (db) =>
    db.schema
      .createTable('hash_key')
      .addColumn('one', 'integer', (column) => column.primaryKey().check(sql`one = 1`))
      .addColumn('check_value', 'text', (column) => column.notNull())
      .execute(),
};
