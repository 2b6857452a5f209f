import type { Migration } from '@jalon/sql-database';
import type { RecordTables } from '../database/record-tables.js';

export type RecordMigration = Migration<RecordTables>;
