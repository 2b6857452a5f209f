import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { orClose, requireSafeSqlite } from '@jalon/sqlite';
import { prepareSchema } from './schema.js';

/** Readers wait only while another process opens or closes the file, or recovers it after a crash. */
const READER_PATIENCE_MS = 2_000;

/** The connection that appends. Makes the folder and the file, for their owner alone, when there are none. */
export function openWriter(file: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  const db = new Database(file, { timeout: READER_PATIENCE_MS });
  return orClose(db, () => {
    requireSafeSqlite(db);
    requireWal(db);
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
  return new Database(file, { readonly: true, timeout: READER_PATIENCE_MS });
}

/** A file system without shared memory refuses it in silence. */
function requireWal(db: Database.Database): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal') throw new Error(`${db.name} lies where SQLite cannot share it (journal mode ${String(mode)})`);
}
