import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { damageIn, StoreDamaged, type StoreName } from '@jalon/ports';
import { isDamaged } from './opening.js';

/** Why a file that is to hold a store does not. */
export const FILE_FAULTS = {
  'no-database': 'is no SQLite database',
  'of-another': 'is a database of another program',
  folder: 'is a folder',
  empty: 'is empty',
  missing: 'does not exist',
} as const;

/** A file that is to hold a store is not one. */
export class NotAStoreFile extends Error {
  override readonly name = 'NotAStoreFile';

  constructor(
    readonly file: string,
    readonly held: StoreName,
    readonly why: keyof typeof FILE_FAULTS,
  ) {
    super(`${file} ${FILE_FAULTS[why]}`);
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
export function requireDatabaseFile(file: string, held: StoreName): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isDirectory()) throw new NotAStoreFile(file, held, 'folder');
  const start = Buffer.alloc(HEADER.length);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, start, 0, HEADER.length, 0);
    if (length > 0 && !start.equals(HEADER)) throw new NotAStoreFile(file, held, 'no-database');
  } finally {
    closeSync(descriptor);
  }
}

/** A StoreDamaged in the place of an error of the client that means it; any other as it is. */
export function asDamaged(file: string, held: StoreName, error: unknown): unknown {
  return isDamaged(error) && !damageIn(error) ? new StoreDamaged(held, file, error) : error;
}

/** Runs what opens or reads `file`. @throws StoreDamaged in the place of an error that means it */
export function undamaged<T>(file: string, held: StoreName, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asDamaged(file, held, error);
  }
}
