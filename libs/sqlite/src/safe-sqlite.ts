/** SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when its log is reset under two writers. */
const OLDEST_SAFE = [3, 51, 3] as const;

/** A connection as far as it is asked here: the client itself stays in the adapters. */
interface Connection {
  prepare(sql: string): { pluck(): { get(): unknown } };
}

/** @throws Error when this SQLite is older than the house needs */
export function requireSafeSqlite(connection: Connection): void {
  const version = connection.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (isSafeSqlite(version)) return;
  throw new Error(`SQLite ${version} can corrupt this database; ${OLDEST_SAFE.join('.')} or newer is needed`);
}

export function isSafeSqlite(version: string): boolean {
  const parts = version.split('.').map(Number);
  const differing = OLDEST_SAFE.findIndex((oldest, index) => parts[index] !== oldest);
  return differing < 0 || (parts[differing] ?? 0) > (OLDEST_SAFE[differing] ?? 0);
}
