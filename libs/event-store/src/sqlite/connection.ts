import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { orClose, requireSafeSqlite, useWriteAheadLog } from '@jalon/sqlite';
import { prepareSchema } from './schema.js';

/** Nothing is waited for here but another process that opens or closes the file, or recovers it after a crash. */
const PATIENCE_MS = 2_000;

/** The connection that appends. Makes the folder and the file, for their owner alone, when there are none. */
export function openWriter(file: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  const db = new Database(file, { timeout: PATIENCE_MS });
  return orClose(db, () => {
    requireSafeSqlite(db);
    useWriteAheadLog(db, PATIENCE_MS);
    // WAL's default here is NORMAL, which does not wait for the disk at a commit: an acknowledged event could be lost.
    db.pragma('synchronous = FULL');
    prepareSchema(db);
    // SQLite waits for the write lock by holding the event loop; the group commit waits without.
    db.pragma('busy_timeout = 0');
    return db;
  });
}

/** The connection that reads: it cannot write by mistake, and sees what is committed only. */
export function openReader(file: string): Database.Database {
  return new Database(file, { readonly: true, timeout: PATIENCE_MS });
}
