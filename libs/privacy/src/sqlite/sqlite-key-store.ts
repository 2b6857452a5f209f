import type { KeyPurpose, Random, TenantId, Uuid } from '@jalon/kernel';
import { KeyUnavailable, ownersOf, SubjectErased, TracesRemain, type KeyOwner, type KeyStore } from '../key-store.js';
import { newSubjectKey, unwrapKey, wrapKey } from '../key-wrap.js';
import { clearLog, type KeyDatabase } from './key-database.js';

interface KeyRow {
  readonly kid: string;
  readonly tenant: TenantId;
  readonly subject: Uuid;
  readonly purpose: KeyPurpose;
  readonly wrapped: Buffer;
}

/** Keys in a SQLite file of their own, each wrapped under `wrappingKey`. */
export function sqliteKeyStore(database: KeyDatabase, wrappingKey: Uint8Array, random: Random): KeyStore {
  const keyOfOwner = database.prepare<KeyOwner, KeyRow>(
    'SELECT * FROM keys WHERE tenant = @tenant AND subject = @subject AND purpose = @purpose',
  );
  const keyWithId = database.prepare<[string], KeyRow>('SELECT * FROM keys WHERE kid = ?');
  const isDestroyed = database.prepare<[string], number>('SELECT 1 FROM destroyed WHERE kid = ?').pluck();
  const isErased = database
    .prepare<KeyOwner, number>(
      'SELECT 1 FROM destroyed WHERE tenant = @tenant AND subject = @subject AND purpose = @purpose',
    )
    .pluck();
  const insertKey = database.prepare<KeyRow>(
    'INSERT INTO keys (kid, tenant, subject, purpose, wrapped) VALUES (@kid, @tenant, @subject, @purpose, @wrapped)',
  );
  const deleteKey = database.prepare<[string]>('DELETE FROM keys WHERE kid = ?');
  const insertDestroyed = database.prepare<KeyOwner & { readonly kid: string | null }>(
    'INSERT INTO destroyed (kid, tenant, subject, purpose) VALUES (@kid, @tenant, @subject, @purpose)',
  );

  const keyOrNew = database.transaction((owner: KeyOwner): KeyRow => {
    const found = keyOfOwner.get(owner);
    if (found) return found;
    if (isErased.get(owner)) throw new SubjectErased();
    const key = newSubjectKey(random);
    const made = { ...owner, kid: key.kid, wrapped: wrapKey(key, owner, wrappingKey, random) };
    insertKey.run(made);
    return made;
  });

  const destroyKeys = database.transaction((owners: readonly KeyOwner[]): string[] =>
    owners.flatMap((owner) => {
      if (isErased.get(owner)) return [];
      const kid = keyOfOwner.get(owner)?.kid ?? null;
      insertDestroyed.run({ ...owner, kid });
      if (kid === null) return [];
      deleteKey.run(kid);
      return [kid];
    }),
  );

  const unwrapped = ({ kid, wrapped, ...owner }: KeyRow) => unwrapKey(kid, owner, wrapped, wrappingKey);

  return {
    // The write lock is taken first, so of two processes the second finds the key of the first.
    keyOf: async (owner) => unwrapped(orUnavailable(() => keyOfOwner.get(owner) ?? keyOrNew.immediate(owner))),

    async keyById(kid) {
      return orUnavailable(() => {
        const row = keyWithId.get(kid);
        if (row) return unwrapped(row);
        if (isDestroyed.get(kid)) return 'destroyed';
        throw new KeyUnavailable(`no key ${kid}`);
      });
    },

    async destroy(tenant, subject, purpose) {
      return orUnavailable(() => {
        const kids = destroyKeys.immediate(ownersOf(tenant, subject, purpose));
        if (!clearLog(database)) throw new TracesRemain('destroyed, but the store’s log is in use: ask again');
        return kids;
      });
    },

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
