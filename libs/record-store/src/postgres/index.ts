import { sql } from 'kysely';
import type { RecordStore } from '@jalon/ports';
import { urlWithoutCredentials } from '@jalon/postgres';
import { openDatabase, type DatabaseOptions } from '@jalon/sql-database/postgres';
import { recordSideIn } from '../database/record-side.js';
import { recordStoreIn, type RecordPlace, type RecordStoreOptions } from '../database/record-store.js';
import type { RecordTables } from '../database/record-tables.js';
import type { RecordSide } from '../record-copy.js';

const SCHEMA = 'jalon_records';

export interface PostgresRecordStoreOptions extends RecordStoreOptions, Pick<DatabaseOptions, 'patienceMs'> {
  /** `postgres://user:password@host:port/database`; it is never shown. */
  readonly url: string;
}

/**
 * Opens the record store in a schema of its own of a PostgreSQL database, which need not answer yet. The store is made when it is
 * first used or named.
 */
export const openPostgresRecordStore = async (options: PostgresRecordStoreOptions): Promise<RecordStore> =>
  recordStoreIn(await placeOf(options), options);

/** Opens it for a copy; it must answer. @throws SecretRefused */
export const openPostgresRecordSide = async (options: PostgresRecordStoreOptions): Promise<RecordSide> =>
  recordSideIn(await placeOf(options), options);

async function placeOf(options: PostgresRecordStoreOptions): Promise<RecordPlace> {
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
  return { store: urlWithoutCredentials(url), database, isBegun };
}
