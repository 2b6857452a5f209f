import type { RecordMigration } from './record-migration.js';

/** Who was shown something of whom, and which commands were refused. */
export const reads: RecordMigration = {
  name: '0008-reads',
  async up(db) {
    await db.schema
      .createTable('reads')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('person', 'text')
      .addColumn('roles', 'text', (column) => column.notNull())
      .addColumn('credential', 'text')
      .addColumn('query', 'text', (column) => column.notNull())
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('people', 'integer', (column) => column.notNull())
      .addColumn('lost', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('reads_by_time').on('reads').columns(['tenant', 'at', 'id']).execute();
    await db.schema.createIndex('reads_by_reader').on('reads').columns(['tenant', 'person', 'at']).execute();
    await db.schema.createIndex('reads_by_age').on('reads').columns(['at']).execute();
    await db.schema
      .createTable('read_sets')
      .addColumn('set_id', 'text', (column) => column.notNull())
      .addColumn('read_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('read_sets_once', ['set_id', 'read_id'])
      .execute();
    await db.schema.createIndex('read_sets_by_read').on('read_sets').columns(['read_id']).execute();
    await db.schema
      .createTable('read_set_members')
      .addColumn('set_id', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('read_set_members_once', ['set_id', 'person'])
      .execute();
    await db.schema
      .createIndex('read_set_members_by_person')
      .on('read_set_members')
      .columns(['person', 'set_id'])
      .execute();
    await db.schema
      .createTable('refusals')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('person', 'text')
      .addColumn('roles', 'text', (column) => column.notNull())
      .addColumn('credential', 'text')
      .addColumn('command', 'text', (column) => column.notNull())
      .addColumn('code', 'text', (column) => column.notNull())
      .addColumn('target', 'text')
      .execute();
    await db.schema.createIndex('refusals_by_time').on('refusals').columns(['tenant', 'at', 'id']).execute();
    await db.schema.createIndex('refusals_by_age').on('refusals').columns(['at']).execute();
  },
};
