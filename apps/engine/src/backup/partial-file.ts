import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BackupRefused } from './backup-refused.js';

/** A file that gets its name once it is whole: until then it lies beside it under a name that nothing reads. */
export interface PartialFile {
  /** Where it is written. */
  readonly path: string;
  /** Makes it durable, and gives it its name. @throws BackupRefused (`EXISTS`) */
  publish(): void;
  /** Removes the file that `publish` gave its name; nothing where it gave none. */
  withdraw(): void;
  /** Removes what has no name yet. */
  discard(): void;
  /** @throws BackupRefused (`TAKEN_OVER`) once another process has begun to write a file of the same name */
  requireKept(): void;
}

const MARK = '.partial-';

/** SQLite's own files beside a database. It reads them with the database, wherever they come from. */
const COMPANIONS = ['-journal', '-wal', '-shm'] as const;

/** A database file, and SQLite's own beside it. */
export const withCompanions = (file: string): readonly string[] => ['', ...COMPANIONS].map((end) => file + end);

/** Gives the files their names, in this order: all of them, or none. @throws BackupRefused (`EXISTS`, `TAKEN_OVER`) */
export function publishAll(files: readonly PartialFile[]): void {
  try {
    for (const file of files) file.requireKept();
    for (const file of files) file.publish();
  } catch (error) {
    for (const file of files) file.withdraw();
    throw error;
  }
}

/**
 * Makes an empty file for its owner alone, and removes every other part of the same name: keys that a killed process has left
 * would outlive erasures. Whoever else is writing one, on this machine or in another container, is told that it is gone.
 */
export function partialFile(file: string): PartialFile {
  const path = `${file}${MARK}${randomBytes(6).toString('hex')}`;
  closeSync(openSync(path, 'wx', 0o600));
  for (const name of readdirSync(dirname(file))) {
    const found = join(dirname(file), name);
    if (isPartial(name, basename(file)) && found !== path) rmSync(found, { force: true });
  }
  let isNamed = false;
  return {
    path,
    publish() {
      flush(path);
      name(path, file);
      isNamed = true;
      flush(dirname(file));
    },
    withdraw() {
      if (isNamed) rmSync(file, { force: true });
    },
    discard: () => removeWithCompanions(path),
    requireKept() {
      if (!existsSync(path)) throw new BackupRefused('TAKEN_OVER', { file });
    },
  };
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A link fails where the name is taken; a renaming would replace a file that came meanwhile. */
function name(path: string, file: string): void {
  try {
    linkSync(path, file);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === 'EEXIST') throw new BackupRefused('EXISTS', { file }, { cause: error });
    // Some file systems have no links.
    if (existsSync(file)) throw new BackupRefused('EXISTS', { file }, { cause: error });
    renameSync(path, file);
  }
}

/** The name of the file may itself hold the mark. */
const isPartial = (name: string, file: string): boolean =>
  name.startsWith(file + MARK) &&
  /^(\d+-)?[0-9a-f]{12}(-journal|-wal|-shm)?$/.test(name.slice(file.length + MARK.length));

function removeWithCompanions(path: string): void {
  for (const file of withCompanions(path)) rmSync(file, { force: true });
}
