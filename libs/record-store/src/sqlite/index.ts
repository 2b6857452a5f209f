import { existsSync } from 'node:fs';
import { closeOnError, closeOnRejection } from '@jalon/kernel';
import type { RecordStore, StoreName } from '@jalon/ports';
import { undamaged, useWriteAheadLog, writingTo } from '@jalon/sqlite';
import { BUSY_MS, databaseOn, inTurn, openPrivateFile, type Connection } from '@jalon/sql-database/sqlite';
import { recordStoreIn, type RecordStoreOptions } from '../database/record-store.js';
import type { RecordTables } from '../database/record-tables.js';
import { RecordStoreMissing } from '../record-store-refused.js';

const HELD = 'records' as StoreName;

export interface SqliteRecordStoreOptions extends Omit<RecordStoreOptions, 'store'> {
  /** The database, readable by its owner only. */
  readonly file: string;
}

/**
 * Opens the record store in a file, made when absent.
 *
 * @throws SecretRefused when it is missing and may not be new, when its key is another, or when other accounts can read it
 */
export async function openSqliteRecordStore(options: SqliteRecordStoreOptions): Promise<RecordStore> {
  const { file } = options;
  // A refused start makes nothing.
  if (!existsSync(file) && !options.mayCreate()) throw new RecordStoreMissing(file);
  const connection = await inTurn(file, () => openConnection(file));
  const store = recordStoreIn(databaseOn<RecordTables>(connection, HELD), { ...options, store: file });
  return closeOnRejection(store, async () => {
    await store.prepared();
    return store;
  });
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
