import type { KeyPurpose, Random, TenantId, Uuid } from '@jalon/kernel';
import type { DestroyedList } from '../destroyed-list.js';
import { KeyMissing, type KeyOwner, type KeyStore, KeyUnavailable, SubjectErased, TracesRemain } from '@jalon/ports';
import { newSubjectKey, unwrapKey, wrapKey } from '../key-wrap.js';
import { reached } from '../reached.js';
import { clearTraces } from './clear-traces.js';
import { erase, isErased, lockOf, OF_OWNER, valuesOf } from './erasures.js';
import type { KeyDatabase } from './key-database.js';

interface KeyRow {
  readonly kid: string;
  readonly tenant: TenantId;
  readonly subject: Uuid;
  readonly purpose: KeyPurpose;
  readonly wrapped: Buffer;
}

/** Keys in a PostgreSQL database, each wrapped under `wrappingKey`, which never goes there; the destroyed ones are on `list` too. */
export function postgresKeyStore(
  database: KeyDatabase,
  list: DestroyedList,
  wrappingKey: Uint8Array,
  random: Random,
): KeyStore {
  const unwrapped = ({ kid, wrapped, ...owner }: KeyRow) => unwrapKey(kid, owner, wrapped, wrappingKey);

  async function keyOrNew(rows: KeyDatabase['rows'], owner: KeyOwner): Promise<KeyRow> {
    const [found] = await rows<KeyRow>(`SELECT * FROM jalon_keys.keys ${OF_OWNER}`, valuesOf(owner));
    if (found) return found;
    if (await isErased(rows, owner)) throw new SubjectErased();
    const key = newSubjectKey(random);
    const wrapped = wrapKey(key, owner, wrappingKey, random);
    await rows('INSERT INTO jalon_keys.keys (tenant, subject, purpose, kid, wrapped) VALUES ($1, $2, $3, $4, $5)', [
      ...valuesOf(owner),
      key.kid,
      wrapped,
    ]);
    return { ...owner, kid: key.kid, wrapped };
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
        throw new KeyMissing(`no key ${kid}`);
      });
    },

    async unknownOf(kids) {
      return orUnavailable(async () => {
        const unknown = await database.rows<{ kid: string }>(
          `SELECT kid FROM unnest($1::text[]) AS asked (kid)
           WHERE NOT EXISTS (SELECT FROM jalon_keys.keys WHERE keys.kid = asked.kid)
           AND NOT EXISTS (SELECT FROM jalon_keys.destroyed WHERE destroyed.kid = asked.kid)`,
          [kids],
        );
        return unknown.map(({ kid }) => kid);
      });
    },

    async destroy(tenant, subject, purpose) {
      return orUnavailable(async () => {
        const kids = await erase(database, list, { tenant, subject, purpose });
        if (!(await clearTraces(database)))
          throw new TracesRemain('destroyed, but the store’s keys are in use: ask again');
        return kids;
      });
    },

    reach: (what) =>
      reached(what, () => (what === 'keys' ? database.rows('SELECT FROM jalon_keys.wrapping') : list.reach())),

    async close() {
      await database.close();
      await list.close();
    },
  };
}

/** Whatever else goes wrong in the store is a fault of the store. */
async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SubjectErased || error instanceof KeyUnavailable || error instanceof TracesRemain) throw error;
    throw new KeyUnavailable('the key store does not answer', { cause: error });
  }
}
