import type { Uuid } from '@jalon/kernel';
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

/** A link of a person; that of their private e-mail address; or all others of an issuer. */
export type LinksToEnd =
  { readonly id: Uuid } | { readonly kind: 'private' } | { readonly kind: 'entry'; readonly issuer: string };

/**
 * Ends links of a person, and what may have been made by them: the API tokens that they made for themselves, and those that
 * they made for services since the link. By a private e-mail address people enter once they have left, and make no tokens.
 *
 * @returns the hashes of the identities whose links ended
 */
export async function endLinks(
  within: Db,
  { tenant, person }: Account,
  links: LinksToEnd,
  { at, by }: Unlinking,
): Promise<readonly string[]> {
  const open = within
    .updateTable('identities')
    .set({ unlinkedAt: at, unlinkedBy: by })
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where('unlinkedAt', 'is', null);
  const chosen =
    'id' in links
      ? open.where('id', '=', links.id)
      : links.kind === 'private'
        ? open.where('how', '=', 'private-email')
        : open.where('issuer', '=', links.issuer).where('how', '!=', 'private-email');
  const ended = await chosen.returning(['identity', 'at', 'how']).execute();
  if (ended.every(({ how }) => how === 'private-email')) return ended.map(({ identity }) => identity);
  const since = Math.min(...ended.map((link) => link.at));
  await within
    .updateTable('api_tokens')
    .set({ revoked_at: at, revoked_by: by })
    .where('tenant', '=', tenant)
    .where('made_by', '=', person)
    .where((is) => is.or([is('person', '=', person), is('made_at', '>=', since)]))
    .where('revoked_at', 'is', null)
    .execute();
  return ended.map(({ identity }) => identity);
}

/** Removes the sessions and passkeys of those identities that are linked to nobody any more. @returns how many */
export async function removeUnlinked(within: Db, identities: readonly string[]): Promise<number> {
  if (identities.length === 0) return 0;
  let removed = 0;
  for (const table of ['sessions', 'passkeys'] as const) {
    const { numDeletedRows } = await within
      .deleteFrom(table as 'passkeys')
      .where('identity', 'in', identities)
      .where('identity', 'not in', (kept) =>
        kept
          .selectFrom('identities')
          .select('identity')
          .where('identity', 'in', identities)
          .where('unlinkedAt', 'is', null),
      )
      .executeTakeFirst();
    removed += Number(numDeletedRows);
  }
  return removed;
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
      database.transaction(['identities'], async (within) => {
        const ended = await endLinks(within, account, { id }, unlinking);
        await removeUnlinked(within, ended);
        return ended.length > 0;
      }),
  };
}
