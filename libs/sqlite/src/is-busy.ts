/**
 * Whether another connection holds what was asked for. By the error's code, not its class: where several copies of
 * better-sqlite3 are loaded, as jest does, they share one class.
 */
export function isBusy(error: unknown): boolean {
  return String((error as { readonly code?: unknown } | null)?.code).startsWith('SQLITE_BUSY');
}
