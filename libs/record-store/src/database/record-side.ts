import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { installationIn, PAGE } from '@jalon/sql-database';
import {
  isSameSum,
  RecordsDiffer,
  recordSum,
  summing,
  type RecordPage,
  type RecordRow,
  type RecordSide,
} from '../record-copy.js';
import { prepare, type RecordPlace, type RecordStoreOptions } from './record-store.js';
import type { RecordDatabase, RecordTables } from './record-tables.js';

/** A table of records: the others say something of the store itself. */
type RecordTable = Exclude<keyof RecordTables, 'hash_key' | 'installation'>;

/** The primary key of each table of records. */
const KEYS: Readonly<Record<RecordTable, readonly string[]>> = {
  identities: ['id'],
  api_tokens: ['id'],
  sessions: ['id'],
  login_links: ['secret_hash'],
  invitations: ['id'],
  mails: ['id'],
  mail_logins: ['tenant', 'person', 'kind'],
  passkeys: ['id'],
  passkey_challenges: ['challenge_hash'],
  unique_hashes: ['hash', 'scope', 'person'],
  reads: ['id'],
  read_sets: ['set_id', 'read_id'],
  read_set_members: ['set_id', 'person'],
  refusals: ['id'],
};
const TABLES = Object.keys(KEYS) as readonly RecordTable[];

/**
 * Opens a record store for a copy, as a service would: its tables are brought to this version, and its key is compared.
 *
 * @throws SecretRefused
 */
export async function recordSideIn(place: RecordPlace, options: RecordStoreOptions): Promise<RecordSide> {
  const { database } = place;
  try {
    await prepare(place, options);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    installation: installationIn(database),
    pages: () => pagesOf(database.db),
    replaceBy: (pages, onPage) =>
      database.transaction(['copy'], async (within) => {
        for (const table of TABLES) await within.deleteFrom(table).execute();
        const given = summing();
        for await (const page of pages) {
          given.add(page);
          // What was read from a table goes to the same table.
          await within
            .insertInto(page.table as 'mails')
            .values(page.rows as never)
            .execute();
          onPage?.(page);
        }
        const held = await recordSum(pagesOf(within), onPage);
        if (!isSameSum(given.result(), held))
          throw new RecordsDiffer('the store holds something else than it was given');
        return held;
      }),
    close: () => database.close(),
  };
}

/** All records, in the order of the tables and of their keys. */
async function* pagesOf(db: RecordDatabase['db']): AsyncGenerator<RecordPage> {
  for (const table of TABLES) {
    const columns = KEYS[table];
    const key = sql.join(columns.map((column) => sql.ref(column)));
    let last: RecordRow | undefined;
    do {
      let query = db
        .selectFrom(table as 'mails')
        .selectAll()
        .limit(PAGE);
      for (const column of columns) query = query.orderBy(sql.ref(column));
      if (last) {
        const values = sql.join(columns.map((column) => last?.[column]));
        query = query.where(sql<boolean>`(${key}) > (${values})`);
      }
      const rows = (await query.execute()) as unknown as readonly RecordRow[];
      if (rows.length > 0) yield { table, rows };
      // Files answer at once: without a turn of its own, a signal would wait for the end of the copy.
      await nextTurn();
      last = rows.length === PAGE ? rows.at(-1) : undefined;
    } while (last);
  }
}
