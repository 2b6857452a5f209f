import { closeOnError } from '@jalon/kernel';
import type { Installation } from '@jalon/ports';
import { installationIn } from '@jalon/sql-database';
import {
  databaseFileOn,
  databaseOn,
  hasTable,
  openToRead,
  type Connection,
  type DatabaseFile,
} from '@jalon/sql-database/sqlite';
import { isOfHash, type KeyedHash } from '../hash-key.js';
import type { RecordTables } from '../database/record-tables.js';

/** The file of a record store, opened to be checked or copied. */
export interface RecordFile extends DatabaseFile {
  installation(): Promise<Installation | null>;
  /** Whether it was made under this key; null for a store that was never finished. */
  isOf(hash: KeyedHash): Promise<boolean | null>;
  /** How many records of all kinds it holds. */
  count(): number;
  close(): Promise<void>;
}

/**
 * @returns null for a file that holds no record store
 * @throws SecretRefused when other accounts could read the file; NotAStoreFile
 */
export function openRecordFile(file: string): RecordFile | null {
  const connection = openToRead(file, 'records');
  return closeOnError(connection, () => {
    if (!hasTable(connection, 'hash_key')) {
      connection.close();
      return null;
    }
    const database = databaseOn<RecordTables>(connection, 'records');
    return {
      ...databaseFileOn(connection, 'records'),
      installation: () => installationIn(database).read(),
      async isOf(hash) {
        const found = await database.db.selectFrom('hash_key').select('check_value').executeTakeFirst();
        return found ? isOfHash(found.check_value, hash) : null;
      },
      count: () => kindsIn(connection).reduce((sum, kind) => sum + rowsIn(connection, kind), 0),
      close: () => database.close(),
    };
  });
}

/** Tables that say something of the store itself. */
const OF_THE_STORE = ['hash_key', 'installation', 'migrations'];

function kindsIn(connection: Connection): readonly string[] {
  const tables = connection.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  return tables.filter((name) => !OF_THE_STORE.includes(name));
}

const rowsIn = (connection: Connection, table: string): number =>
  connection.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0;
