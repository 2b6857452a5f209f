import type { RecordMigration } from './record-migration.js';

export const apiTokens: RecordMigration = {
  name: '0003-api-tokens',
  async up(db) {
    await db.schema
      .createTable('api_tokens')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('roles', 'text', (column) => column.notNull())
      .addColumn('organisation', 'text')
      .addColumn('made_by', 'text')
      .addColumn('handed_over_by', 'text')
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint')
      .addColumn('revoked_at', 'bigint')
      .addColumn('revoked_by', 'text')
      .execute();
    await db.schema.createIndex('api_tokens_by_person').on('api_tokens').columns(['tenant', 'person']).execute();
    await db.schema.createIndex('api_tokens_by_end').on('api_tokens').columns(['expires_at']).execute();
  },
};
