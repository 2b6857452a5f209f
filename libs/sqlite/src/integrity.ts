import { isDamaged } from './opening.js';

/** The part of a connection that is used here: only the adapters import the client. */
interface Connection {
  pragma(source: string): unknown;
}

/** More say nothing more. */
const MOST = 20;

/** What SQLite's own check finds wrong with the pages, tables and indexes of a file, or with its disk; none where it is sound. */
export function integrityProblems(connection: Connection): readonly string[] {
  try {
    const rows = connection.pragma(`integrity_check(${MOST})`) as readonly { readonly integrity_check: string }[];
    // Many problems come as lines of one row.
    const lines = rows.flatMap(({ integrity_check }) => integrity_check.split('\n'));
    return lines.filter((line) => line !== 'ok' && !/^\*\*\* in database \w+ \*\*\*$/.test(line)).slice(0, MOST);
  } catch (error) {
    if (isDamaged(error) || isUnreadable(error)) return [(error as Error).message];
    throw error;
  }
}

/** Whether the disk did not give a page of the file: other reads may never ask for that page. */
function isUnreadable(error: unknown): boolean {
  return String((error as { readonly code?: unknown } | null)?.code).startsWith('SQLITE_IOERR');
}
