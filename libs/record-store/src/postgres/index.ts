import { sql } from 'kysely';
import type { RecordStore } from '@jalon/ports';
import { urlWithoutCredentials } from '@jalon/postgres';
import { openDatabase, type DatabaseOptions } from '@jalon/sql-database/postgres';
import { recordStoreIn, type RecordStoreOptions } from '../database/record-store.js';
import type { RecordTables } from '../database/record-tables.js';

const SCHEMA = 'jalon_records';

export interface PostgresRecordStoreOptions extends RecordStoreOptions, Pick<DatabaseOptions, 'patienceMs'> {
  /** `postgres://user:password@host:port/database`; it is never shown. */
  readonly url: string;
}

/**
 * Opens the record store in a schema of its own of a PostgreSQL database, which need not answer yet. The store is made when it is
 * first used or named.
 */
export async function openPostgresRecordStore(options: PostgresRecordStoreOptions): Promise<RecordStore> {
  const { url } = options;
  const opened = await openDatabase<RecordTables>({ url, schema: SCHEMA, locks: 'jalon records' }, null, options);
  const database = {
    ...opened,
    async reach() {
      await opened.reach();
      await opened.checkWriting();
    },
  };
  async function isBegun(): Promise<boolean> {
    const found = await sql<{
      there: boolean;
    }>`SELECT to_regnamespace(${SCHEMA}) IS NOT NULL AS there`.execute(opened.db);
    return found.rows[0]?.there === true;
  }
  return recordStoreIn({ store: urlWithoutCredentials(url), database, isBegun }, options);
}
