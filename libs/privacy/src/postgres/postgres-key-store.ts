import type { KeyPurpose, Random, TenantId, Uuid } from '@jalon/kernel';
import { KeyUnavailable, ownersOf, SubjectErased, TracesRemain, type KeyOwner, type KeyStore } from '../key-store.js';
import { newSubjectKey, unwrapKey, wrapKey } from '../key-wrap.js';
import { clearTraces } from './clear-traces.js';
import type { KeyDatabase } from './key-database.js';

interface KeyRow {
  readonly kid: string;
  readonly tenant: TenantId;
  readonly subject: Uuid;
  readonly purpose: KeyPurpose;
  readonly wrapped: Buffer;
}

const OF_OWNER = 'WHERE tenant = $1 AND subject = $2 AND purpose = $3';

/** Keys in a PostgreSQL database, each wrapped under `wrappingKey`, which never goes there. */
export function postgresKeyStore(database: KeyDatabase, wrappingKey: Uint8Array, random: Random): KeyStore {
  const unwrapped = ({ kid, wrapped, ...owner }: KeyRow) => unwrapKey(kid, owner, wrapped, wrappingKey);

  async function keyOrNew(rows: KeyDatabase['rows'], owner: KeyOwner): Promise<KeyRow> {
    const [found] = await rows<KeyRow>(`SELECT * FROM jalon_keys.keys ${OF_OWNER}`, valuesOf(owner));
    if (found) return found;
    const erased = await rows(`SELECT FROM jalon_keys.destroyed ${OF_OWNER}`, valuesOf(owner));
    if (erased.length > 0) throw new SubjectErased();
    const key = newSubjectKey(random);
    const wrapped = wrapKey(key, owner, wrappingKey, random);
    await rows('INSERT INTO jalon_keys.keys (tenant, subject, purpose, kid, wrapped) VALUES ($1, $2, $3, $4, $5)', [
      ...valuesOf(owner),
      key.kid,
      wrapped,
    ]);
    return { ...owner, kid: key.kid, wrapped };
  }

  async function destroyKeys(rows: KeyDatabase['rows'], owners: readonly KeyOwner[]): Promise<string[]> {
    const kids: string[] = [];
    for (const owner of owners) {
      const erased = await rows(`SELECT FROM jalon_keys.destroyed ${OF_OWNER}`, valuesOf(owner));
      if (erased.length > 0) continue;
      const [gone] = await rows<{ kid: string; part: string }>(
        `DELETE FROM jalon_keys.keys ${OF_OWNER} RETURNING kid, tableoid::regclass::text AS part`,
        valuesOf(owner),
      );
      if (gone) await rows('INSERT INTO jalon_keys.traces VALUES ($1) ON CONFLICT DO NOTHING', [gone.part]);
      await rows('INSERT INTO jalon_keys.destroyed (tenant, subject, purpose, kid) VALUES ($1, $2, $3, $4)', [
        ...valuesOf(owner),
        gone?.kid ?? null,
      ]);
      if (gone) kids.push(gone.kid);
    }
    return kids;
  }

  return {
    async keyOf(owner) {
      return orUnavailable(async () => {
        const [found] = await database.rows<KeyRow>(`SELECT * FROM jalon_keys.keys ${OF_OWNER}`, valuesOf(owner));
        if (found) return unwrapped(found);
        // One at a time for a subject: the second finds what the first made, or that it destroyed.
        return unwrapped(await database.transaction(lockOf(owner), (rows) => keyOrNew(rows, owner)));
      });
    },

    async keyById(kid) {
      return orUnavailable(async () => {
        // Two looks, in this order: a key that is destroyed between them is found by the second.
        const [row] = await database.rows<KeyRow>('SELECT * FROM jalon_keys.keys WHERE kid = $1', [kid]);
        if (row) return unwrapped(row);
        const destroyed = await database.rows('SELECT FROM jalon_keys.destroyed WHERE kid = $1', [kid]);
        if (destroyed.length > 0) return 'destroyed';
        throw new KeyUnavailable(`no key ${kid}`);
      });
    },

    async destroy(tenant, subject, purpose) {
      return orUnavailable(async () => {
        const owners = ownersOf(tenant, subject, purpose);
        const kids = await database.transaction(lockOf({ tenant, subject }), (rows) => destroyKeys(rows, owners));
        if (!(await clearTraces(database)))
          throw new TracesRemain('destroyed, but the store’s keys are in use: ask again');
        return kids;
      });
    },

    close: () => database.close(),
  };
}

const valuesOf = ({ tenant, subject, purpose }: KeyOwner) => [tenant, subject, purpose];

const lockOf = ({ tenant, subject }: Pick<KeyOwner, 'tenant' | 'subject'>) => `of ${tenant} ${subject}`;

/** Whatever else goes wrong in the store is a fault of the store. */
async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SubjectErased || error instanceof KeyUnavailable || error instanceof TracesRemain) throw error;
    throw new KeyUnavailable('the key store does not answer', { cause: error });
  }
}
