import { sql } from 'kysely';
import type { RecordMigration } from './record-migration.js';

export const identities: RecordMigration = {
  name: '0002-identities',
  async up(db) {
    await db.schema
      .createTable('identities')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('identity', 'text', (column) => column.notNull())
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('how', 'text', (column) => column.notNull())
      .addColumn('by', 'text')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('handedOverBy', 'text')
      .addColumn('waitsSince', 'bigint')
      .addColumn('releasedBy', 'text')
      .addColumn('unlinkedAt', 'bigint')
      .addColumn('unlinkedBy', 'text')
      .execute();
    await db.schema
      .createIndex('identities_once_in_a_tenant')
      .unique()
      .on('identities')
      .columns(['identity', 'tenant'])
      .where(sql.ref('unlinkedAt'), 'is', null)
      .execute();
    await db.schema.createIndex('identities_by_person').on('identities').columns(['tenant', 'person']).execute();
  },
};
