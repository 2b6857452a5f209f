import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { KeyPurpose, Random, TenantId, Uuid } from '@jalon/kernel';
import {
  KeyMissing,
  type KeyOwner,
  type KeyStore,
  KeyUnavailable,
  ownersOf,
  SubjectErased,
  TracesRemain,
} from '@jalon/ports';
import { newSubjectKey, unwrapKey, wrapKey } from '../key-wrap.js';
import { reached } from '../reached.js';
import type { SqliteDestroyedList } from './destroyed-list.js';
import { erasuresIn } from './erasures.js';
import { clearLog, type KeyDatabase } from './key-database.js';

interface KeyRow {
  readonly kid: string;
  readonly tenant: TenantId;
  readonly subject: Uuid;
  readonly purpose: KeyPurpose;
  readonly wrapped: Buffer;
}

/** Keys in a SQLite file of their own, each wrapped under `wrappingKey`; the destroyed ones are on `list` too. */
export function sqliteKeyStore(
  database: KeyDatabase,
  list: SqliteDestroyedList,
  wrappingKey: Uint8Array,
  random: Random,
): KeyStore {
  const erasures = erasuresIn(database, list);
  const keyOfOwner = database.prepare<KeyOwner, KeyRow>(
    'SELECT * FROM keys WHERE tenant = @tenant AND subject = @subject AND purpose = @purpose',
  );
  const keyWithId = database.prepare<[string], KeyRow>('SELECT * FROM keys WHERE kid = ?');
  const unknown = database
    .prepare<[string], string>(
      `SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM keys WHERE kid = value)
       AND NOT EXISTS (SELECT 1 FROM destroyed WHERE kid = value)`,
    )
    .pluck();
  const wrapping = database.prepare('SELECT 1 FROM wrapping');
  const insertKey = database.prepare<KeyRow>(
    'INSERT INTO keys (kid, tenant, subject, purpose, wrapped) VALUES (@kid, @tenant, @subject, @purpose, @wrapped)',
  );

  const keyOrNew = database.transaction((owner: KeyOwner): KeyRow => {
    const found = keyOfOwner.get(owner);
    if (found) return found;
    if (erasures.isErased(owner)) throw new SubjectErased();
    const key = newSubjectKey(random);
    const made = { ...owner, kid: key.kid, wrapped: wrapKey(key, owner, wrappingKey, random) };
    insertKey.run(made);
    return made;
  });

  const unwrapped = ({ kid, wrapped, ...owner }: KeyRow) => unwrapKey(kid, owner, wrapped, wrappingKey);

  // The file may have gone from its place while it is still open.
  async function keysReached(): Promise<void> {
    await access(database.name, constants.R_OK | constants.W_OK);
    wrapping.get();
  }

  return {
    // The write lock is taken first, so of two processes the second finds the key of the first.
    keyOf: async (owner) => unwrapped(orUnavailable(() => keyOfOwner.get(owner) ?? keyOrNew.immediate(owner))),

    async keyById(kid) {
      return orUnavailable(() => {
        const row = keyWithId.get(kid);
        if (row) return unwrapped(row);
        if (erasures.isDestroyed(kid)) return 'destroyed';
        throw new KeyMissing(`no key ${kid}`);
      });
    },

    unknownOf: async (kids) => orUnavailable(() => unknown.all(JSON.stringify(kids))),

    async destroy(tenant, subject, purpose) {
      return orUnavailable(() => {
        const kids = erasures.erase(ownersOf(tenant, subject, purpose));
        if (!clearLog(database)) throw new TracesRemain('destroyed, but the store’s log is in use: ask again');
        return kids;
      });
    },

    reach: (what) => reached(what, () => (what === 'keys' ? keysReached() : list.reach())),

    close: async () => void database.close(),
  };
}

/** Whatever else goes wrong in the store is a fault of the store. */
function orUnavailable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SubjectErased || error instanceof KeyUnavailable || error instanceof TracesRemain) throw error;
    throw new KeyUnavailable('the key store does not answer', { cause: error });
  }
}
