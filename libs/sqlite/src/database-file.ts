import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** What a file is to hold. */
export type Held = 'events' | 'views' | 'keys' | 'destroyed-keys';

/** A file that is to hold a store is no SQLite database, or one of another program. */
export class NotAStoreFile extends Error {
  override readonly name = 'NotAStoreFile';

  constructor(
    readonly file: string,
    readonly held: Held,
    readonly why: 'no-database' | 'of-another',
  ) {
    super(why === 'no-database' ? `${file} is no SQLite database` : `${file} is a database of another program`);
  }
}

/** How each SQLite database begins. */
const HEADER = Buffer.from('SQLite format 3\0', 'latin1');

/**
 * Checks the beginning of a file before it is opened: the client's own message names no file. A file that does not exist, or
 * is empty, is one that SQLite makes a database of.
 *
 * @throws NotAStoreFile
 */
export function requireDatabaseFile(file: string, held: Held): void {
  if (!existsSync(file)) return;
  const start = Buffer.alloc(HEADER.length);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, start, 0, HEADER.length, 0);
    if (length > 0 && !start.equals(HEADER)) throw new NotAStoreFile(file, held, 'no-database');
  } finally {
    closeSync(descriptor);
  }
}
