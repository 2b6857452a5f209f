import type { RecordMigration } from './record-migration.js';

/** Invitations, the mails that go out, and who can log in by mail. */
export const invitations: RecordMigration = {
  name: '0005-invitations',
  async up(db) {
    await db.schema
      .createTable('invitations')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('organisation', 'text')
      .addColumn('invited_by', 'text', (column) => column.notNull())
      .addColumn('inviter_handed_over_by', 'text')
      .addColumn('address_hash', 'text', (column) => column.notNull())
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('needs_release', 'integer', (column) => column.notNull())
      .addColumn('released_by', 'text')
      .addColumn('handed_over_by', 'text')
      .addColumn('secret_hash', 'text', (column) => column.unique())
      .addColumn('expires_at', 'bigint')
      .addColumn('redeemed_at', 'bigint')
      .addColumn('revoked_at', 'bigint')
      .addColumn('revoked_by', 'text')
      .execute();
    await db.schema.createIndex('invitations_by_time').on('invitations').columns(['tenant', 'made_at']).execute();
    await db.schema
      .createTable('mails')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('about', 'text', (column) => column.notNull())
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('sent_at', 'bigint')
      .addColumn('failure', 'text')
      .execute();
    await db.schema.createIndex('mails_by_due').on('mails').columns(['due_at']).execute();
    await db.schema.createIndex('mails_by_about').on('mails').columns(['about']).execute();
    await db.schema.createIndex('mails_by_person').on('mails').columns(['tenant', 'person', 'made_at']).execute();
    await db.schema
      .createTable('mail_logins')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('address_hash', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('mail_logins_once', ['tenant', 'person', 'kind'])
      .execute();
    await db.schema.createIndex('mail_logins_by_address').on('mail_logins').columns(['address_hash']).execute();
  },
};
