import { existsSync } from 'node:fs';
import { closeOnError } from '@jalon/kernel';
import type { RecordStore } from '@jalon/ports';
import { undamaged, useWriteAheadLog, writingTo } from '@jalon/sqlite';
import { BUSY_MS, databaseOn, inTurn, openPrivateFile, type Connection } from '@jalon/sql-database/sqlite';
import { recordSideIn } from '../database/record-side.js';
import { recordStoreIn, type RecordPlace, type RecordStoreOptions } from '../database/record-store.js';
import type { RecordTables } from '../database/record-tables.js';
import type { RecordSide } from '../record-copy.js';
import { RecordStoreMissing } from '../record-store-refused.js';

export { openRecordFile, type RecordFile } from './record-file.js';

const HELD = 'records';

export interface SqliteRecordStoreOptions extends RecordStoreOptions {
  /** The database, readable by its owner only. */
  readonly file: string;
}

/**
 * Opens the record store in a file, which is made when absent. Its tables are made when it is first used or named.
 *
 * @throws SecretRefused when it is missing and may not be new, or when other accounts can read it
 */
export const openSqliteRecordStore = async (options: SqliteRecordStoreOptions): Promise<RecordStore> =>
  recordStoreIn(await placeOf(options), options);

/** Opens it for a copy. @throws SecretRefused; NotAStoreFile */
export const openSqliteRecordSide = async (options: SqliteRecordStoreOptions): Promise<RecordSide> =>
  recordSideIn(await placeOf(options), options);

async function placeOf({ file, mayCreate }: SqliteRecordStoreOptions): Promise<RecordPlace> {
  // A refused start makes nothing.
  if (!existsSync(file) && !mayCreate()) throw new RecordStoreMissing(file);
  const connection = await inTurn(file, () => openConnection(file));
  const database = databaseOn<RecordTables>(connection, HELD);
  // The file is there, so somebody has begun.
  return { store: file, database, isBegun: async () => true };
}

function openConnection(file: string): Connection {
  const connection = openPrivateFile(file, HELD);
  return closeOnError(connection, () =>
    undamaged(file, HELD, () =>
      writingTo(file, () => {
        useWriteAheadLog(connection, BUSY_MS);
        // A revocation that was answered holds also after a power failure.
        connection.pragma('synchronous = FULL');
        connection.pragma('secure_delete = ON');
        return connection;
      }),
    ),
  );
}
