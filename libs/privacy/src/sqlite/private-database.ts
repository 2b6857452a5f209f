import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { refuseOthers } from '../secret-file.js';

export const BUSY_MS = 5_000;

/**
 * Opens a database whose file, made when absent, is for its owner alone.
 *
 * @throws SecretRefused when other accounts could read the file
 */
export function openPrivateDatabase(file: string, busyMs = BUSY_MS): Database.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Made here rather than by SQLite, for its mode; what SQLite makes beside it takes the same one.
  closeSync(openSync(file, 'a', 0o600));
  refuseOthers(file, statSync(file).mode, '600');
  return new Database(file, { timeout: busyMs });
}
