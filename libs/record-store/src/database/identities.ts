import type { Account, Identities, Identity, IdentityLink } from '@jalon/ports';
import type { KeyedHash } from '../hash-key.js';
import type { Records } from './record-tables.js';

const COLUMNS = [
  'id',
  'tenant',
  'person',
  'issuer',
  'how',
  'by',
  'at',
  'handedOverBy',
] as const satisfies readonly (keyof IdentityLink)[];

/** The keyed hash under which an identity is stored. */
export const hashOfIdentity = (hash: KeyedHash, { issuer, subject }: Identity): string =>
  hash('identity', issuer, subject);

export function identitiesIn({ database, hash }: Records): Identities {
  const { db } = database;
  const hashOf = (identity: Identity) => hashOfIdentity(hash, identity);

  return {
    link: (identity, { id, tenant, person, how, by, at, handedOverBy = null }) =>
      database.transaction(['identities'], async (within) => {
        await within
          .insertInto('identities')
          .values({
            id,
            tenant,
            person,
            issuer: identity.issuer,
            identity: hashOf(identity),
            how,
            by,
            at,
            handedOverBy,
          })
          .onConflict((already) => already.columns(['identity', 'tenant']).doNothing())
          .execute();
        return within
          .selectFrom('identities')
          .select(COLUMNS)
          .where('identity', '=', hashOf(identity))
          .where('tenant', '=', tenant)
          .executeTakeFirstOrThrow();
      }),

    linksOf: (identity) =>
      db
        .selectFrom('identities')
        .select(COLUMNS)
        .where('identity', '=', hashOf(identity))
        .orderBy('at')
        .orderBy('id')
        .execute(),

    linksOfPerson: ({ tenant, person }: Account) =>
      db
        .selectFrom('identities')
        .select(COLUMNS)
        .where('tenant', '=', tenant)
        .where('person', '=', person)
        .orderBy('at')
        .orderBy('id')
        .execute(),

    unlink: ({ tenant, person }, id) =>
      database.transaction(['identities'], async (within) => {
        const { numDeletedRows } = await within
          .deleteFrom('identities')
          .where('tenant', '=', tenant)
          .where('person', '=', person)
          .where('id', '=', id)
          .executeTakeFirst();
        return Number(numDeletedRows) > 0;
      }),
  };
}
