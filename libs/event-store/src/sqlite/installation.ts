import { setImmediate as nextTurn } from 'node:timers/promises';
import { asCannotWrite } from '@jalon/sqlite';
import type { Database } from 'better-sqlite3';
import { type Installation, type InstallationRecord, type MovableRecord, StoreUnavailable } from '@jalon/ports';

/** The record in a file that this connection may only read, and that may be older than installations have names. */
export function readInstallation(db: Database): Installation | null {
  const hasTable = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'installation'").get() !== undefined;
  if (!hasTable) return null;
  return db.prepare<[], Installation>('SELECT name, state FROM installation').get() ?? null;
}

/** The record in a file that this connection only reads: it names nothing. */
export function readOnlyRecord(db: Database): Pick<InstallationRecord, 'read'> {
  return { read: async () => answering(db, () => readInstallation(db)) };
}

/** The record in a file that this connection writes. */
export function installationRecord(db: Database): MovableRecord {
  const read = db.prepare<[], Installation>('SELECT name, state FROM installation');
  const add = db.prepare<[string]>("INSERT INTO installation VALUES (1, ?, 'in-service') ON CONFLICT DO NOTHING");
  const replace = db.prepare<[string, string]>('INSERT OR REPLACE INTO installation VALUES (1, ?, ?)');
  return {
    read: async () => answering(db, () => read.get() ?? null),
    async name(name) {
      await outsideCommits(db);
      return answering(db, () => {
        waiting(db, () => add.run(name));
        return read.get() ?? { name, state: 'in-service' };
      });
    },
    async write({ name, state }) {
      await outsideCommits(db);
      answering(db, () => waiting(db, () => replace.run(name, state)));
    },
  };
}

/** A group commit of this connection may be under way: what is written now would be undone with it if it fails. */
export async function outsideCommits(db: Database): Promise<void> {
  while (db.open && db.inTransaction) await nextTurn();
}

/** How long a write waits for another process that is committing. The thread waits with it. */
const BUSY_TIMEOUT_MS = 5_000;

/** The appending connection never waits for a lock, since group commits wait for it in their own way. */
function waiting<T>(db: Database, write: () => T): T {
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  try {
    return write();
  } finally {
    db.pragma('busy_timeout = 0');
  }
}

function answering<T>(db: Database, work: () => T): T {
  if (!db.open) throw new StoreUnavailable('the event store is closed');
  try {
    return work();
  } catch (cause) {
    throw new StoreUnavailable('the installation of the event store could not be read or written', {
      cause: asCannotWrite(db.name, cause),
    });
  }
}
