import type { KeyPurpose } from '@jalon/kernel';
import { lacking, type DestroyedKey, type DestroyedList } from '../destroyed-list.js';
import { type KeyOwner, ownersOf } from '@jalon/ports';
import type { KeyDatabase } from './key-database.js';

export const OF_OWNER = 'WHERE tenant = $1 AND subject = $2 AND purpose = $3';

export const valuesOf = ({ tenant, subject, purpose }: KeyOwner) => [tenant, subject, purpose];

export const lockOf = ({ tenant, subject }: Pick<KeyOwner, 'tenant' | 'subject'>) => `of ${tenant} ${subject}`;

type Rows = KeyDatabase['rows'];

/**
 * Destroys a subject's keys that are not destroyed yet, for one purpose or for all. They are on the list before they are gone from here: a
 * crash between the two leaves an erasure that the next opening finishes.
 *
 * @returns the ids of the keys that there were
 */
export function erase(
  database: KeyDatabase,
  list: DestroyedList,
  { tenant, subject, purpose }: Pick<KeyOwner, 'tenant' | 'subject'> & { readonly purpose: KeyPurpose | undefined },
): Promise<readonly string[]> {
  return database.transaction(lockOf({ tenant, subject }), async (rows) => {
    const gone: DestroyedKey[] = [];
    for (const owner of ownersOf(tenant, subject, purpose)) {
      if (await isErased(rows, owner)) continue;
      gone.push({ ...owner, kid: await kidOf(rows, owner) });
    }
    await list.add(gone);
    for (const each of gone) await destroy(rows, each);
    return gone.flatMap(({ kid }) => kid ?? []);
  });
}

/**
 * Brings the store and its list to what either knows.
 *
 * @returns how many erasures the store did not know
 */
export async function eraseAgain(database: KeyDatabase, list: DestroyedList): Promise<number> {
  const known = await database.rows<DestroyedKey>('SELECT tenant, subject, purpose, kid FROM jalon_keys.destroyed');
  const lacks = lacking(known, await list.all());
  await list.add(lacks.onList);
  let again = 0;
  for (const each of lacks.inStore) {
    again += await database.transaction(lockOf(each), async (rows) => {
      // Of several processes that start at once on a store that was put back, one does it.
      if (await isErased(rows, each)) return 0;
      await destroy(rows, { ...each, kid: each.kid ?? (await kidOf(rows, each)) });
      return 1;
    });
  }
  return again;
}

export async function isErased(rows: Rows, owner: KeyOwner): Promise<boolean> {
  return (await rows(`SELECT FROM jalon_keys.destroyed ${OF_OWNER}`, valuesOf(owner))).length > 0;
}

export async function kidOf(rows: Rows, owner: KeyOwner): Promise<string | null> {
  const [found] = await rows<{ kid: string }>(`SELECT kid FROM jalon_keys.keys ${OF_OWNER}`, valuesOf(owner));
  return found?.kid ?? null;
}

async function destroy(rows: Rows, { kid, ...owner }: DestroyedKey): Promise<void> {
  const [gone] = await rows<{ part: string }>(
    `DELETE FROM jalon_keys.keys ${OF_OWNER} RETURNING tableoid::regclass::text AS part`,
    valuesOf(owner),
  );
  if (gone) await rows('INSERT INTO jalon_keys.traces VALUES ($1) ON CONFLICT DO NOTHING', [gone.part]);
  const insert = 'INSERT INTO jalon_keys.destroyed (tenant, subject, purpose, kid) VALUES ($1, $2, $3, $4)';
  await rows(insert, [...valuesOf(owner), kid]);
}
