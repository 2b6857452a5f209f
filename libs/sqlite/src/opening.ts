/** SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when its log is reset under two writers. */
const OLDEST_SAFE = [3, 51, 3] as const;

/** The part of a connection that is used here: only the adapters import the client. */
interface Connection {
  readonly name: string;
  prepare(sql: string): { pluck(): { get(): unknown } };
  pragma(source: string, options: { readonly simple: true }): unknown;
}

/** @throws Error when this SQLite is older than what is safe */
export function requireSafeSqlite(connection: Pick<Connection, 'prepare'>): void {
  const version = connection.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (isSafeSqlite(version)) return;
  throw new Error(`SQLite ${version} can corrupt this database; ${OLDEST_SAFE.join('.')} or newer is needed`);
}

export function isSafeSqlite(version: string): boolean {
  const parts = version.split('.').map(Number);
  const differing = OLDEST_SAFE.findIndex((oldest, index) => parts[index] !== oldest);
  return differing < 0 || (parts[differing] ?? 0) > (OLDEST_SAFE[differing] ?? 0);
}

/**
 * Puts the file in WAL mode, in which several processes share it; a file in that mode stays so. SQLite's own busy timeout does
 * not cover this step: it gives up at once while another process writes to a file that is not in that mode yet, as one does
 * that starts at the same moment on a new folder.
 *
 * @param withinMs how long to wait for the other; the thread waits too, as it does in SQLite
 * @throws the client's error when the file is still busy then
 * @throws Error when the file lies where it cannot be shared
 */
export function useWriteAheadLog(connection: Pick<Connection, 'name' | 'pragma'>, withinMs: number): void {
  const setMode = () => connection.pragma('journal_mode = WAL', { simple: true });
  const mode = retryWhileBusy(setMode, performance.now() + withinMs);
  // A file system without shared memory keeps the old mode, without an error.
  if (mode === 'wal') return;
  throw new Error(`${connection.name} lies where SQLite cannot share it (journal mode ${String(mode)})`);
}

function retryWhileBusy<T>(work: () => T, until: number): T {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
      pause();
    }
  }
}

const PAUSE_MS = 5;

/** Of random length, so that two processes that hinder each other do not do so again. */
function pause(): void {
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  Atomics.wait(cell, 0, 0, PAUSE_MS * (1 + Math.random()));
}

/**
 * Whether another connection has locked what a statement needs. By the error's code, not its class: where several copies of
 * better-sqlite3 are loaded, as by jest, they share one class.
 */
export function isBusy(error: unknown): boolean {
  return String((error as { readonly code?: unknown } | null)?.code).startsWith('SQLITE_BUSY');
}

/** Whether SQLite found the pages of a file damaged: no later attempt reads them. */
export function isDamaged(error: unknown): boolean {
  const code = String((error as { readonly code?: unknown } | null)?.code);
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}
