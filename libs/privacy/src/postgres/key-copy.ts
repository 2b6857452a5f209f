import { KeyCopyRefused, type KeyCopySource, type KeyCopyTarget, type WrappedKey } from '../copy/key-copy.js';
import { requireOpenable } from '../copy/require-openable.js';
import type { DestroyedList } from '../destroyed-list.js';
import { TracesRemain } from '@jalon/ports';
import { clearTraces } from './clear-traces.js';
import { eraseAgain, lockOf } from './erasures.js';
import { hasTable, openDatabase, openKeyDatabase, type KeyDatabase, type Release } from './key-database.js';
import { keyRowsIn } from './key-rows.js';
import { openKnownListOf, openListOf } from './list-of.js';
import type { PostgresKeyStoreOptions } from './open-key-store.js';
import { placeOf } from './place-of.js';

type CopyOptions = Pick<PostgresKeyStoreOptions, 'url' | 'destroyed' | 'keysDir' | 'random'>;

/**
 * Opens a database of keys to be copied. It may be in service.
 *
 * @throws KeyCopyRefused (`no-store`, `unfinished` or `unfit`); SecretRefused when its wrapping key or list is missing, or the
 * list another's
 * @throws Error when the database refuses, or does not answer
 */
export async function openPostgresKeySource({ url, keysDir, ...list }: CopyOptions): Promise<KeyCopySource> {
  const database = await openDatabase(url, '');
  return orUndone(database.close, async () => {
    if (!(await hasTable(database, 'jalon_keys.keys'))) throw new KeyCopyRefused('no-store');
    const release = await database.hold(COPIES, 'shared');
    if (!release) throw new KeyCopyRefused('unfinished');
    return orUndone(release, async () => {
      const rows = keyRowsIn(database);
      await requireOpenable(rows, { store: placeOf(url), keysDir });
      const known = await openKnownListOf(database, list);
      return { ...rows, list: known, close: () => closeAll(release, database, known) };
    });
  });
}

/**
 * Opens a database that is to hold a copy, its tables made when absent. No other copy is made to it, or from it, meanwhile;
 * nobody may have it in service either, but that it does not say.
 *
 * @throws KeyCopyRefused (`in-use`) while another copy is; SecretRefused when its list is missing or another's; Error when the
 * database refuses, or does not answer
 */
export async function openPostgresKeyTarget({ url, ...options }: Omit<CopyOptions, 'keysDir'>): Promise<KeyCopyTarget> {
  const database = await openKeyDatabase(url);
  return orUndone(database.close, async () => {
    const release = await database.hold(COPIES, 'alone');
    if (!release) throw new KeyCopyRefused('in-use');
    return orUndone(release, async () => targetIn(database, await openListOf(database, options), release));
  });
}

/** What copies hold of a database: those from it share it, one to it has it alone. */
const COPIES = 'copied';

function targetIn(database: KeyDatabase, list: DestroyedList, release: Release): KeyCopyTarget {
  let adopting = false;
  return {
    ...keyRowsIn(database),
    list,
    async adopt(keys) {
      if (!adopting) await expectTraces(database);
      adopting = true;
      await adopt(database, keys);
    },
    async erase(destroyed) {
      await list.add(destroyed);
      const again = await eraseAgain(database, list);
      if (!(await clearTraces(database)))
        throw new TracesRemain('destroyed, but the store’s keys are in use: ask again');
      return again;
    },
    async finish(checkValue) {
      const keep = 'INSERT INTO jalon_keys.wrapping (one, check_value) VALUES (1, $1) ON CONFLICT DO NOTHING';
      await database.transaction('wrapping', async (rows) => {
        if (adopting) await rows('DELETE FROM jalon_keys.traces');
        await rows(keep, [checkValue]);
      });
    },
    close: () => closeAll(release, database, list),
  };
}

/**
 * Keys that were put in and not committed stay in the pages, though they were never there: where a copy is cut, all parts are
 * to be written anew by the next one.
 */
async function expectTraces(database: KeyDatabase): Promise<void> {
  const parts = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'jalon_keys.keys'::regclass";
  await database.transaction('traces', (rows) => rows(`INSERT INTO jalon_keys.traces ${parts} ON CONFLICT DO NOTHING`));
}

const UNIQUE_VIOLATION = '23505';

async function adopt(database: KeyDatabase, keys: readonly WrappedKey[]): Promise<void> {
  // As whoever makes or destroys a key does: so none is put in beside the erasure of its owner.
  const lock = `
    SELECT pg_advisory_xact_lock(hashtextextended('jalon keys ' || name, 0))
    FROM (SELECT DISTINCT unnest($1::text[]) AS name ORDER BY name) AS names
  `;
  const insert = `
    INSERT INTO jalon_keys.keys (kid, tenant, subject, purpose, wrapped)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[]) AS key (kid, tenant, subject, purpose, wrapped)
    WHERE NOT EXISTS (
      SELECT FROM jalon_keys.destroyed
      WHERE destroyed.tenant = key.tenant AND destroyed.subject = key.subject AND destroyed.purpose = key.purpose
    )
  `;
  const columns = (['kid', 'tenant', 'subject', 'purpose', 'wrapped'] as const).map((name) =>
    keys.map((key) => key[name]),
  );
  try {
    await database.transaction('a copy', async (rows) => {
      await rows('DELETE FROM jalon_keys.wrapping');
      await rows(lock, [keys.map(lockOf)]);
      await rows(insert, columns);
    });
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new KeyCopyRefused('in-use', '', { cause: error });
  }
}

interface Closing {
  close(): void | Promise<void>;
}

async function closeAll(release: Release, database: KeyDatabase, list: Closing | null): Promise<void> {
  await release();
  await database.close();
  await list?.close();
}

async function orUndone<T>(undo: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await undo();
    throw error;
  }
}
