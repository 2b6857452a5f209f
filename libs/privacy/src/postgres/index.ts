import type { CircuitBreaker } from '@jalon/circuit-breaker';
import { closeOnRejection, type Random } from '@jalon/kernel';
import { isAway, urlWithoutCredentials } from '@jalon/postgres';
import type { KeyStore, MovableRecord } from '@jalon/ports';
import { installationIn } from '@jalon/sql-database';
import { KeyCopyRefused, type KeyCopySource, type KeyCopyTarget } from '../copy/key-copy.js';
import { openKeySourceIn, openKeyTargetIn } from '../database/key-copy.js';
import { openKeyStoreIn } from '../database/key-store.js';
import type { DestroyedListPlace, ListOptions } from '../destroyed-list.js';
import { breakerFor, type DatabaseOptions } from '@jalon/sql-database/postgres';
import { openLazily } from './lazy-key-store.js';
import { requireWrappingKey } from '../wrapping-key.js';
import { openKeyDatabase, openKeyDatabaseToRead } from './key-database.js';

export { postgresDestroyedList } from './destroyed-list.js';

export interface PostgresKeyStoreOptions extends ListOptions, Pick<DatabaseOptions, 'patienceMs'> {
  /** `postgres://user:password@host:port/database`; it is never shown, nor what it holds. */
  readonly url: string;
  /** Where the list of destroyed keys lies, apart from the schema of the keys and from its backups. */
  readonly destroyed: DestroyedListPlace;
  /** The folder of the wrapping key (`JALON_KEYS_DIR`), which every process is given. */
  readonly keysDir: string;
  readonly random: Random;
  /**
   * Whether nothing was ever stored: only then may the store be new, with the wrapping key that lies there. Null where that
   * cannot be known: then it may be new, and is not made.
   */
  readonly mayCreate: boolean | null;
  /** Whether the wrapping key of a new store may be made where there is none; false by default: processes are given it. */
  readonly mayMakeKey?: boolean;
}

/**
 * Opens the key store in a PostgreSQL database, or has the first caller that needs a key open it once the server answers. A store that
 * may be new, or whose list is renewed, must answer now: an event that is stored before could be taken for sealed under keys of
 * another store.
 *
 * @throws SecretRefused when the store, its wrapping key or its list is missing or another's, or when other accounts can
 * read one of them; the message says what to do
 * @throws Error when the database refuses, or does not answer though the store or its list may be new
 */
export async function openPostgresKeyStore(options: PostgresKeyStoreOptions): Promise<KeyStore> {
  const breaker = breakerFor(options.url, options.patienceMs);
  const probing = { close: async () => breaker.stop() };
  const open = () => openNow(options, breaker);
  const stopping = (keys: KeyStore): KeyStore => ({ ...keys, close: () => probing.close().then(() => keys.close()) });
  return closeOnRejection(probing, async () => {
    try {
      return stopping(await open());
    } catch (error) {
      if (options.mayCreate !== false || options.renewList || !isAway(error)) throw error;
      requireWrappingKey(placesOf(options));
      return stopping(openLazily(open));
    }
  });
}

async function openNow(options: PostgresKeyStoreOptions, breaker: CircuitBreaker): Promise<KeyStore> {
  const database = await openKeyDatabase(options.url, { ...options, breaker });
  return closeOnRejection(database, () =>
    openKeyStoreIn(database, {
      mayMakeKey: false,
      ...placesOf(options),
      mayCreate: options.mayCreate === true,
    }),
  );
}

type CopyOptions = Pick<PostgresKeyStoreOptions, 'url' | 'destroyed' | 'keysDir' | 'random'>;

/**
 * Opens a database of keys to be copied. It may be in service.
 *
 * @throws KeyCopyRefused (`no-store`, `unfinished` or `unfit`); SecretRefused when its wrapping key or list is missing, or the
 * list another's
 * @throws Error when the database refuses, or does not answer
 */
export async function openPostgresKeySource(options: CopyOptions): Promise<KeyCopySource> {
  const database = await openKeyDatabaseToRead(options.url);
  return closeOnRejection(database, async () => {
    if (!(await database.hasTable('keys'))) throw new KeyCopyRefused('no-store');
    const release = await database.hold(COPIES, 'shared');
    if (!release) throw new KeyCopyRefused('unfinished');
    return releasedWith(release, () => openKeySourceIn(database, placesOf(options)));
  });
}

/**
 * Opens a database that is to hold a copy, its tables made when absent. No other copy is made to it, or from it, meanwhile.
 * No service may use it either, but that is not checked.
 *
 * @throws KeyCopyRefused (`in-use`) while another copy is made; SecretRefused when its list is missing or another's; Error
 * when the database refuses, or does not answer
 */
export async function openPostgresKeyTarget(options: Omit<CopyOptions, 'keysDir'>): Promise<KeyCopyTarget> {
  const database = await openKeyDatabase(options.url);
  return closeOnRejection(database, async () => {
    const release = await database.hold(COPIES, 'alone');
    if (!release) throw new KeyCopyRefused('in-use');
    return releasedWith(release, () => openKeyTargetIn(database, options));
  });
}

/**
 * Opens the record of the installation in a database of keys, which may be in service.
 *
 * @throws KeyCopyRefused (`no-store`); Error when the database refuses, or does not answer
 */
export async function openPostgresKeyRecord(
  url: string,
): Promise<{ readonly installation: MovableRecord; close(): Promise<void> }> {
  const database = await openKeyDatabaseToRead(url);
  return closeOnRejection(database, async () => {
    if (!(await database.hasTable('keys'))) throw new KeyCopyRefused('no-store');
    return { installation: installationIn(database), close: () => database.close() };
  });
}

/** The lock of copies: those from a database share it, one to it has it alone. */
const COPIES = 'copied';

/** Opens a side of a copy that releases the lock of copies when it is closed. */
async function releasedWith<Side extends KeyCopySource | KeyCopyTarget>(
  release: () => Promise<void>,
  open: () => Promise<Side>,
): Promise<Side> {
  const side = await closeOnRejection({ close: release }, open);
  const close = () => release().then(() => side.close());
  return { ...side, close };
}

const placesOf = <Options extends Pick<CopyOptions, 'url'>>(options: Options) => ({
  ...options,
  store: urlWithoutCredentials(options.url),
});
