/** The part of a connection that is used here: only the adapters import the client. */
interface Connection {
  exec(sql: string): unknown;
  prepare(sql: string): { get(): unknown };
  backup(file: string, options: { progress(done: Progress): number }): Promise<unknown>;
}

interface Progress {
  readonly totalPages: number;
  readonly remainingPages: number;
}

export interface DatabaseCopyOptions {
  /** Ends the copy; what was copied so far is left to the caller to remove. */
  readonly signal?: AbortSignal;
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Pages copied before the event loop runs other work: some milliseconds. */
const PAGES_A_TURN = 1_000;

/**
 * Copies a database as it stands at the call into a new file, page by page, while others write to it. The copy is made within
 * a read transaction: SQLite begins a copy again when it sees a write, and would never end where writes do not.
 *
 * @param connection one that is used for nothing else meanwhile
 * @throws the client's error, such as for a full disk
 */
export async function copyDatabase(
  connection: Connection,
  file: string,
  { signal, onProgress }: DatabaseCopyOptions = {},
): Promise<void> {
  connection.exec('BEGIN');
  try {
    // A transaction begins with its first reading.
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    await connection.backup(file, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted();
        onProgress?.(1 - remainingPages / Math.max(1, totalPages));
        return PAGES_A_TURN;
      },
    });
  } finally {
    connection.exec('ROLLBACK');
  }
}
