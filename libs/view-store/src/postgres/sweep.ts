import { sql } from 'kysely';
import type { Database } from '../database.js';
import { LEFT_BEHIND } from './builds.js';
import { isHeldByOthers } from '@jalon/postgres';
import type { Connections } from './database.js';

/** Drops the schemas that were left behind before the oldest of the readings under way began. */
export async function sweepLeftBehind(connections: Connections): Promise<void> {
  for (const schema of await connections.use(unread)) {
    try {
      await connections.transaction(
        `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '500ms'`,
        async (db) => {
          await sql`DROP SCHEMA IF EXISTS ${sql.id(schema)} CASCADE`.execute(db);
          await sql`DELETE FROM ${sql.table(LEFT_BEHIND)} WHERE schema = ${schema}`.execute(db);
        },
      );
    } catch (error) {
      // Somebody has read it in a transaction that goes on: the next time, then.
      if (!isHeldByOthers(error)) throw error;
    }
  }
}

async function unread(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ schema: string }>`
    SELECT schema FROM ${sql.table(LEFT_BEHIND)} AS behind
    WHERE NOT EXISTS (
      SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND age(backend_xmin) >= age(behind.since::xid)
    ) ORDER BY schema`.execute(db);
  return rows.map(({ schema }) => schema);
}
