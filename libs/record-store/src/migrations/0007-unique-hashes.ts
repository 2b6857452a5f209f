import type { RecordMigration } from './record-migration.js';

export const uniqueHashes: RecordMigration = {
  name: '0007-unique-hashes',
  async up(db) {
    await db.schema
      .createTable('unique_hashes')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('exclusive', 'integer', (column) => column.notNull())
      .addColumn('attempt', 'bigint', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('unique_hashes_once_for_a_person', ['hash', 'scope', 'person'])
      .execute();
    await db.schema.createIndex('unique_hashes_by_person').on('unique_hashes').columns(['tenant', 'person']).execute();
  },
};
