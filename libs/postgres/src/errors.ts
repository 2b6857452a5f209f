import { CannotWrite, cannotWriteIn, type WriteObstacle } from '@jalon/ports';

// A session's end, a database that is closed to everybody, a server that is full, starts, stops or only reads, and
// connections that fail.
const CODES =
  /^(08...|25006|25P03|55000|57P0.|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

const LATE = /^(Query read timeout|timeout expired|Connection terminated due to connection timeout)/;

// The pool's own words, when none of its connections became free in time.
const NO_FREE_CONNECTION = /^timeout exceeded when trying to connect/;

const WORDS =
  /^(Connection terminated|Query read timeout|timeout e|Client was closed|Client has encountered a connection error)/;

/** PostgreSQL did not answer several times in a row, so nothing was asked this time. */
export class FallenSilent extends Error {
  override readonly name = 'FallenSilent';

  /** @param late the error of the last answer that did not come */
  constructor(late: unknown) {
    super('PostgreSQL has fallen silent', { cause: late });
  }
}

/** Whether an error, or its cause, says that no answer of PostgreSQL came in time. */
export const isLate = (error: unknown): boolean => says(error, LATE);

/** Whether an error, or its cause, says that all connections of a pool were in use, so PostgreSQL was not asked at all. */
export const isUnasked = (error: unknown): boolean => says(error, NO_FREE_CONNECTION);

function says(error: unknown, words: RegExp): boolean {
  const { message, cause } = error as { readonly message?: unknown; readonly cause?: unknown };
  return words.test(String(message)) || (cause instanceof Error && says(cause, words));
}

/**
 * Whether an error of the client, also one that `asCannotWrite` has told, says that PostgreSQL does not answer or only reads,
 * which may pass by itself. Answers are something else: a wrong password, an unknown database or a wrong statement stay wrong
 * until an administrator corrects them.
 */
export function isAway(error: unknown): boolean {
  if (error instanceof FallenSilent) return true;
  if (error instanceof CannotWrite) return isAway(error.cause);
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' ? CODES.test(code) : WORDS.test(String(message));
}

/** lock_not_available: a statement waited too long for a lock of another connection (`lock_timeout`, `NOWAIT`). */
export function isHeldByOthers(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === '55P03';
}

// disk_full, out_of_memory, io_error, read_only_sql_transaction.
const OBSTACLES: Readonly<Record<string, WriteObstacle>> = {
  '53100': 'full',
  '53200': 'failing',
  '58030': 'failing',
  '25006': 'read-only',
};

/** Whether the server lacks room, memory or a sound disk for a statement, which may be a reading: it sorts on the disk, too. */
export function lacksResources(error: unknown): boolean {
  return /^(53...|58030)$/.test(String((error as { readonly code?: unknown } | null)?.code));
}

/**
 * A CannotWrite for the database in the place of an error that means it; any other as it is.
 *
 * @param error of a statement that writes, or of a transaction that does: readings can fail by the same codes
 */
export function asCannotWrite(database: string, error: unknown): unknown {
  if (cannotWriteIn(error)) return error;
  const obstacle = OBSTACLES[String((error as { readonly code?: unknown } | null)?.code)];
  return obstacle ? new CannotWrite(database, obstacle, error) : error;
}
