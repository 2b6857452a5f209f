import { existsSync, statSync } from 'node:fs';
import { closeOnRejection, type Random } from '@jalon/kernel';
import type { KeyStore, MovableRecord } from '@jalon/ports';
import { installationIn } from '@jalon/sql-database';
import { KeyCopyRefused, type KeyCopySource, type KeyCopyTarget } from '../copy/key-copy.js';
import { openKeySourceIn, openKeyTargetIn } from '../database/key-copy.js';
import { openKeyStoreIn } from '../database/key-store.js';
import type { ListOptions } from '../destroyed-list.js';
import { SecretRefused } from '@jalon/secret-files';
import { secretMessages } from '../secret.messages.js';
import { KeyStoreIsNew } from '../wrapping-key.js';
import { sqliteDestroyedList } from './destroyed-list.js';
import { openKeyDatabase, openKeyDatabaseAlone, openKeyDatabaseToRead } from './key-database.js';

export { problemsOfFile } from '@jalon/sql-database/sqlite';
export { openKeyFile, type KeyFile } from './key-file.js';
export { sqliteDestroyedList };

export interface SqliteKeyStoreOptions extends ListOptions {
  /** The database, readable by its owner only. */
  readonly file: string;
  /** The list of destroyed keys, apart from the database and its backups. */
  readonly destroyedFile: string;
  /** The folder of the wrapping key (`JALON_KEYS_DIR`), apart from the data. */
  readonly keysDir: string;
  readonly random: Random;
  /** Whether nothing was ever stored: only then may the store be new, with the wrapping key that lies there or one of its own. */
  readonly mayCreate: boolean;
  /** Whether the wrapping key of a new store may be made where there is none; true by default. */
  readonly mayMakeKey?: boolean;
}

/**
 * Opens the key store in a file.
 *
 * @throws SecretRefused when the store, its wrapping key or its list is missing or another's, or when other accounts can
 * read one of them; the message says what to do
 */
export async function openSqliteKeyStore(options: SqliteKeyStoreOptions): Promise<KeyStore> {
  // A refused start makes nothing.
  if (!options.mayCreate && !existsSync(options.file)) throw new KeyStoreIsNew(options.file);
  const database = await openKeyDatabase(options.file);
  return closeOnRejection(database, () => openKeyStoreIn(database, { mayMakeKey: true, ...placesOf(options) }));
}

type CopyOptions = Pick<SqliteKeyStoreOptions, 'file' | 'destroyedFile' | 'keysDir' | 'random'>;

/**
 * Opens a file of keys to be copied. It may be in service.
 *
 * @throws KeyCopyRefused (`no-store`, `unfinished` or `unfit`); SecretRefused when its wrapping key or list is missing, the list
 * is another's, or others can read one of them
 */
export async function openSqliteKeySource(options: CopyOptions): Promise<KeyCopySource> {
  const database = await openKeyDatabaseToRead(options.file);
  return closeOnRejection(database, () => openKeySourceIn(database, placesOf(options)));
}

/**
 * Opens a file that is to hold a copy, made when absent. Nobody else can open it until it is closed.
 *
 * @throws KeyCopyRefused (`in-use`) when another connection has it open; SecretRefused when its list is missing or another's
 */
export async function openSqliteKeyTarget(options: Omit<CopyOptions, 'keysDir'>): Promise<KeyCopyTarget> {
  const database = await openKeyDatabaseAlone(options.file);
  return closeOnRejection(database, () => openKeyTargetIn(database, placesOf(options)));
}

/**
 * Opens the record of the installation in a file of keys, which may be in service.
 *
 * @throws KeyCopyRefused (`no-store`); SecretRefused when other accounts could read the file
 */
export async function openSqliteKeyRecord(
  file: string,
): Promise<{ readonly installation: MovableRecord; close(): Promise<void> }> {
  if (!existsSync(file)) throw new KeyCopyRefused('no-store');
  const database = await openKeyDatabase(file);
  return { installation: installationIn(database), close: () => database.close() };
}

function placesOf<Options extends Pick<CopyOptions, 'file' | 'destroyedFile'>>(options: Options) {
  const { file, destroyedFile } = options;
  if (isSameFile(file, destroyedFile)) throw new SecretRefused(secretMessages.LIST_IN_STORE, { place: destroyedFile });
  return { ...options, store: file, destroyed: sqliteDestroyedList(destroyedFile) };
}

/** Whether two paths lead to one file, through a link too. */
function isSameFile(one: string, other: string): boolean {
  if (!existsSync(other)) return false;
  const [first, second] = [statSync(one, { bigint: true }), statSync(other, { bigint: true })];
  return first.dev === second.dev && first.ino === second.ino;
}
