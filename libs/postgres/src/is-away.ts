// A session's end, a database that is closed to everybody, a server that is full, starts, stops or only reads, and
// connections that fail.
const CODES =
  /^(08...|25006|25P03|55000|57P0.|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

const WORDS =
  /^(Connection terminated|Query read timeout|timeout exceeded|Client was closed|Client has encountered a connection error)/;

/**
 * Whether an error of the client says that a PostgreSQL does not answer, which may pass by itself; rather than an answer, as
 * to a wrong password, an unknown database or a statement that is wrong, which only somebody can mend.
 */
export function isAway(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' ? CODES.test(code) : WORDS.test(String(message));
}
