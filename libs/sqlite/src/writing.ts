import { CannotWrite, cannotWriteIn, PROBE_BYTES, type WriteObstacle } from '@jalon/ports';

/** The part of a connection that is used here: only the adapters import the client. */
interface Connection {
  readonly name: string;
  readonly inTransaction: boolean;
  readonly readonly: boolean;
  exec(sql: string): unknown;
}

const OBSTACLES: readonly (readonly [code: RegExp, obstacle: WriteObstacle])[] = [
  // SHMSIZE: there was no room to open the file, for the index of its log.
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/, 'full'],
  [/^(SQLITE_READONLY.*|EROFS|EACCES|EPERM)$/, 'read-only'],
  [/^(SQLITE_IOERR.*|SQLITE_CANTOPEN.*|EIO)$/, 'failing'],
];

/** A CannotWrite for `file` in the place of an error of the client, or of the file system, that means it; any other as it is. */
export function asCannotWrite(file: string, error: unknown): unknown {
  if (cannotWriteIn(error)) return error;
  const code = String((error as { readonly code?: unknown } | null)?.code);
  const found = OBSTACLES.find(([codes]) => codes.test(code));
  return found ? new CannotWrite(file, found[1], error) : error;
}

/** Runs what opens or writes `file`. @throws CannotWrite in the place of an error that means it */
export function writingTo<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asCannotWrite(file, error);
  }
}

/**
 * Undoes the open transaction. After a full disk, or another failed write, SQLite has already done so by itself: another
 * ROLLBACK would fail, and its error would hide the first one.
 */
export function rollBack(connection: Pick<Connection, 'inTransaction' | 'exec'>): void {
  try {
    if (connection.inTransaction) connection.exec('ROLLBACK');
  } catch {
    // The error that led here is the one to report.
  }
}

/**
 * Runs `work` in a transaction: it stays as a whole, or not at all.
 *
 * @throws what `work` or the commit threw first; CannotWrite in the place of an error that means it
 */
export async function transacted<T>(
  connection: Connection,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE',
  work: () => Promise<T>,
): Promise<T> {
  try {
    connection.exec(begin);
    const result = await work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(connection);
    throw connection.readonly ? error : asCannotWrite(connection.name, error);
  }
}

/**
 * Finds out whether the file takes writes, by writing to it. Nothing stays but some free pages, which later writes use.
 *
 * @throws CannotWrite when it does not; the client's error when another connection is writing
 */
export function probeWriting(connection: Connection): void {
  writingTo(connection.name, () => {
    connection.exec('DROP TABLE IF EXISTS write_probe');
    connection.exec(`CREATE TABLE write_probe AS SELECT zeroblob(${PROBE_BYTES}) AS bytes`);
    connection.exec('DROP TABLE write_probe');
  });
}
