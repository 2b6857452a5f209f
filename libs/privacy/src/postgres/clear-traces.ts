import { isHeldByOthers } from '@jalon/postgres';
import type { KeyDatabase } from './key-database.js';

const PATIENCE = '3s';

/**
 * Writes each part of the table of keys anew from which a key was deleted: a deleted row stays in its pages, after a vacuum
 * too. What was there is given back to the file system at once, even where somebody still reads as of an earlier moment.
 *
 * @returns whether no trace is left: not while another connection holds the table, as a backup does
 */
export async function clearTraces(database: KeyDatabase): Promise<boolean> {
  const parts = await database.rows<{ part: string }>('SELECT part FROM jalon_keys.traces ORDER BY part');
  try {
    for (const { part } of parts) await database.transaction('traces', (rows) => writeAnew(rows, part));
    return true;
  } catch (error) {
    if (isHeldByOthers(error)) return false;
    throw error;
  }
}

async function writeAnew(rows: KeyDatabase['rows'], part: string): Promise<void> {
  await rows(`
    SET LOCAL lock_timeout = '${PATIENCE}';
    LOCK TABLE ${part} IN ACCESS EXCLUSIVE MODE;
    CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM ${part};
    TRUNCATE ${part};
    INSERT INTO ${part} SELECT * FROM kept;
  `);
  await rows('DELETE FROM jalon_keys.traces WHERE part = $1', [part]);
}
