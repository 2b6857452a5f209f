import type { RecordStore } from '@jalon/ports';
import { urlWithoutCredentials } from '@jalon/postgres';
import { openDatabase, type DatabaseOptions } from '@jalon/sql-database/postgres';
import { recordStoreIn, type RecordStoreOptions } from '../database/record-store.js';
import type { RecordTables } from '../database/record-tables.js';

export interface PostgresRecordStoreOptions
  extends Omit<RecordStoreOptions, 'store'>, Pick<DatabaseOptions, 'patienceMs'> {
  /** `postgres://user:password@host:port/database`; it is never shown. */
  readonly url: string;
}

/**
 * Opens the record store in a schema of its own of a PostgreSQL database, which need not answer yet. Where it answers, the
 * store is made when absent.
 *
 * @throws SecretRefused when it is missing and may not be new, or when its key is another; an error of the database that does
 * not pass by itself
 */
export async function openPostgresRecordStore(options: PostgresRecordStoreOptions): Promise<RecordStore> {
  const { url } = options;
  const database = await openDatabase<RecordTables>(
    { url, schema: 'jalon_records', locks: 'jalon records' },
    null,
    options,
  );
  const reachable = {
    ...database,
    async reach() {
      await database.reach();
      await database.checkWriting();
    },
  };
  return recordStoreIn(reachable, { ...options, store: urlWithoutCredentials(url) });
}
