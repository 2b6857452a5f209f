import type { Account, Identities, Identity, IdentityLink, Unlinking } from '@jalon/ports';
import type { KeyedHash } from '../hash-key.js';
import type { RecordDatabase, Records } from './record-tables.js';

type Db = RecordDatabase['db'];

const COLUMNS = [
  'id',
  'tenant',
  'person',
  'issuer',
  'how',
  'by',
  'at',
  'handedOverBy',
  'waitsSince',
  'releasedBy',
  'unlinkedAt',
  'unlinkedBy',
] as const satisfies readonly (keyof IdentityLink)[];

/** The keyed hash under which an identity is stored. */
export const hashOfIdentity = (hash: KeyedHash, { issuer, subject }: Identity): string =>
  hash('identity', issuer, subject);

/** The link by which an identity belongs to a person of a tenant: one that was not removed, or a former one of somebody else. */
export async function linkThatHolds(
  within: Db,
  identity: string,
  { tenant, person }: Account,
): Promise<IdentityLink | null> {
  const known = await within
    .selectFrom('identities')
    .select(COLUMNS)
    .where('identity', '=', identity)
    .where('tenant', '=', tenant)
    .execute();
  return known.find((each) => each.unlinkedAt === null) ?? known.find((each) => each.person !== person) ?? null;
}

/** Ends a link of a person, or all of an issuer, and the API tokens that they made for themselves. @returns how many links */
export async function endLinks(
  within: Db,
  { tenant, person }: Account,
  [column, value]: readonly ['id' | 'issuer', string],
  { at, by }: Unlinking,
): Promise<number> {
  const { numUpdatedRows } = await within
    .updateTable('identities')
    .set({ unlinkedAt: at, unlinkedBy: by })
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where(column, '=', value)
    .where('unlinkedAt', 'is', null)
    .executeTakeFirst();
  if (Number(numUpdatedRows) === 0) return 0;
  await within
    .updateTable('api_tokens')
    .set({ revoked_at: at, revoked_by: by })
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where('made_by', '=', person)
    .where('revoked_at', 'is', null)
    .execute();
  return Number(numUpdatedRows);
}

export function identitiesIn({ database, hash }: Records): Identities {
  const { db } = database;
  const hashOf = (identity: Identity) => hashOfIdentity(hash, identity);

  const linksTo = ({ tenant, person }: Account) =>
    db
      .selectFrom('identities')
      .select(COLUMNS)
      .where('tenant', '=', tenant)
      .where('person', '=', person)
      .orderBy('at')
      .orderBy('id');

  return {
    link: (identity, { id, tenant, person, how, by, at, handedOverBy = null, waitsSince = null, mayFollow = false }) =>
      database.transaction(['identities'], async (within) => {
        const held = await linkThatHolds(within, hashOf(identity), { tenant, person });
        if (held && !(mayFollow && held.unlinkedAt !== null)) return held;
        const link = { id, tenant, person, issuer: identity.issuer, how, by, at, handedOverBy, waitsSince };
        const made: IdentityLink = { ...link, releasedBy: null, unlinkedAt: null, unlinkedBy: null };
        await within
          .insertInto('identities')
          .values({ ...made, identity: hashOf(identity) })
          .execute();
        return made;
      }),

    linksOf: (identity) =>
      db
        .selectFrom('identities')
        .select(COLUMNS)
        .where('identity', '=', hashOf(identity))
        .where('unlinkedAt', 'is', null)
        .where('waitsSince', 'is', null)
        .orderBy('at')
        .orderBy('id')
        .execute(),

    everyLinkOf: (identity, tenant) =>
      db
        .selectFrom('identities')
        .select(COLUMNS)
        .where('identity', '=', hashOf(identity))
        .where('tenant', '=', tenant)
        .orderBy('at')
        .orderBy('id')
        .execute(),

    linksOfPerson: (account) =>
      linksTo(account).where('unlinkedAt', 'is', null).where('waitsSince', 'is', null).execute(),

    everyLinkOfPerson: (account) => linksTo(account).execute(),

    release: ({ tenant, person }, id, by) =>
      database.transaction(['identities'], async (within) => {
        const { numUpdatedRows } = await within
          .updateTable('identities')
          .set({ waitsSince: null, releasedBy: by })
          .where('id', '=', id)
          .where('tenant', '=', tenant)
          .where('person', '=', person)
          .where('waitsSince', 'is not', null)
          .where('unlinkedAt', 'is', null)
          .executeTakeFirst();
        return Number(numUpdatedRows) > 0;
      }),

    unlink: (account, id, unlinking) =>
      database.transaction(
        ['identities'],
        async (within) => (await endLinks(within, account, ['id', id], unlinking)) > 0,
      ),
  };
}
