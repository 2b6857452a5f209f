import type { RecordMigration } from './record-migration.js';

export const sessions: RecordMigration = {
  name: '0004-sessions',
  async up(db) {
    await db.schema
      .createTable('sessions')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('provider', 'text')
      .addColumn('identity', 'text')
      .addColumn('tenant', 'text')
      .addColumn('person', 'text')
      .addColumn('trusts', 'text')
      .addColumn('provider_session', 'text')
      .addColumn('sealed', 'text')
      .addColumn('begun_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sessions_by_person').on('sessions').columns(['tenant', 'person']).execute();
    await db.schema.createIndex('sessions_by_identity').on('sessions').columns(['identity']).execute();
    await db.schema.createIndex('sessions_by_provider_session').on('sessions').columns(['provider_session']).execute();
    await db.schema.createIndex('sessions_by_end').on('sessions').columns(['expires_at']).execute();
    await db.schema
      .createTable('login_links')
      .addColumn('secret_hash', 'text', (column) => column.primaryKey())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('address_hash', 'text')
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('login_links_by_end').on('login_links').columns(['expires_at']).execute();
  },
};
