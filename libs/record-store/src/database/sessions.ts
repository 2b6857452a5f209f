import type { Account, LoginLinks, Session, Sessions, SessionAccount, SessionTrust } from '@jalon/ports';
import type { ExpressionBuilder } from 'kysely';
import { hashOfIdentity } from './identities.js';
import type { Records } from './record-tables.js';
import type { SessionTables } from './sessions.table.js';

const MINUTE_MS = 60_000;

/** The repository, and what removes its rows. */
export function sessionsIn({ database, hash }: Records): Sessions & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;
  const sessions = () => db.selectFrom('sessions').selectAll();
  const hashOfProviderSession = (issuer: string, providerSession: string) =>
    hash('provider session', issuer, providerSession);

  /** The identities of a person, by their hashes. */
  const identitiesOf = ({ tenant, person }: Account) =>
    db
      .selectFrom('identities')
      .select('identity')
      .where('tenant', '=', tenant)
      .where('person', '=', person)
      .where('unlinkedAt', 'is', null)
      .where('waitsSince', 'is', null);

  /** The sessions that lead to an account. */
  const leadingTo = (account: Account) => (is: ExpressionBuilder<SessionTables, 'sessions'>) => {
    const isOfIdentity = is('identity', 'in', identitiesOf(account));
    return is.or([
      is.and([
        is('tenant', '=', account.tenant),
        is('person', '=', account.person),
        is.or([is('identity', 'is', null), isOfIdentity]),
      ]),
      is.and([is('tenant', 'is', null), isOfIdentity]),
    ]);
  };

  /** With the accounts to which their identities are linked now. */
  async function withAccounts(rows: readonly SessionTables['sessions'][]): Promise<readonly Session[]> {
    const identities = rows.flatMap(({ identity }) => (identity === null ? [] : [identity]));
    const links =
      identities.length === 0
        ? []
        : await db
            .selectFrom('identities')
            .select(['identity', 'tenant', 'person', 'handedOverBy'])
            .where('identity', 'in', identities)
            .where('unlinkedAt', 'is', null)
            .where('waitsSince', 'is', null)
            .orderBy('at')
            .orderBy('id')
            .execute();
    return rows.map((row) => {
      const { tenant, person, identity } = row;
      const alone = tenant !== null && person !== null ? { tenant, person } : null;
      if (alone && identity === null) return sessionOf(row, [{ ...alone, handedOverBy: null }]);
      const accounts = links
        .filter((link) => link.identity === identity)
        .filter((link) => alone === null || (link.tenant === tenant && link.person === person))
        .map((link) => ({ tenant: link.tenant, person: link.person, handedOverBy: link.handedOverBy }));
      return sessionOf(row, accounts);
    });
  }

  const ended = async (deleting: Promise<{ readonly numDeletedRows: bigint }>): Promise<number> =>
    Number((await deleting).numDeletedRows);

  return {
    async add({ of, ...session }, secretHash) {
      const identity = 'issuer' in of ? of : (of.identity ?? null);
      const account = 'issuer' in of ? null : of;
      await database.transaction([], (within) =>
        within
          .insertInto('sessions')
          .values({
            id: session.id,
            secret_hash: secretHash,
            origin: session.origin,
            provider: session.provider,
            identity: identity && hashOfIdentity(hash, identity),
            tenant: account && account.tenant,
            person: account && account.person,
            trusts: session.trusts && JSON.stringify(session.trusts),
            provider_session:
              identity && session.providerSession !== null
                ? hashOfProviderSession(identity.issuer, session.providerSession)
                : null,
            sealed: session.sealed,
            begun_at: session.begunAt,
            last_used_at: session.begunAt,
            expires_at: session.expiresAt,
          })
          .execute(),
      );
    },

    async withSecret(secretHash) {
      const [found = null] = await withAccounts(await sessions().where('secret_hash', '=', secretHash).execute());
      return found;
    },

    async used(id, at) {
      const last = await db.selectFrom('sessions').select('last_used_at').where('id', '=', id).executeTakeFirst();
      if (!last || last.last_used_at > at - MINUTE_MS) return;
      await database.transaction([], (within) =>
        within.updateTable('sessions').set({ last_used_at: at }).where('id', '=', id).execute(),
      );
    },

    async ofPerson(account) {
      const rows = await sessions()
        .where(leadingTo(account))
        .orderBy('begun_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return withAccounts(rows);
    },

    async end(account, id) {
      const count = await database.transaction([], (within) =>
        ended(within.deleteFrom('sessions').where('id', '=', id).where(leadingTo(account)).executeTakeFirst()),
      );
      return count > 0;
    },

    async endWithSecret(secretHash) {
      const count = await database.transaction([], (within) =>
        ended(within.deleteFrom('sessions').where('secret_hash', '=', secretHash).executeTakeFirst()),
      );
      return count > 0;
    },

    endOfProvider: ({ issuer, providerSession, subject }) =>
      database.transaction([], (within) =>
        ended(
          within
            .deleteFrom('sessions')
            .where((is) => {
              const ofIdentity =
                subject === null ? null : is('identity', '=', hashOfIdentity(hash, { issuer, subject }));
              if (providerSession === null) return ofIdentity ?? is.lit(false);
              const ofSession = is('provider_session', '=', hashOfProviderSession(issuer, providerSession));
              const isUnnamed = is('provider_session', 'is', null);
              return ofIdentity ? is.or([ofSession, is.and([ofIdentity, isUnnamed])]) : ofSession;
            })
            .executeTakeFirst(),
        ),
      ),

    removeExpired: (now, max) =>
      database.transaction([], (within) => {
        const expired = within.selectFrom('sessions').select('id').where('expires_at', '<=', now).limit(max);
        return ended(within.deleteFrom('sessions').where('id', 'in', expired).executeTakeFirst());
      }),
  };
}

const sessionOf = (row: SessionTables['sessions'], accounts: readonly SessionAccount[]): Session => ({
  id: row.id,
  origin: row.origin,
  provider: row.provider,
  trusts: row.trusts === null ? null : (JSON.parse(row.trusts) as readonly SessionTrust[]),
  accounts,
  sealed: row.sealed,
  begunAt: row.begun_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
});

/** The repository, and what removes its rows. */
export function loginLinksIn({ database }: Records): LoginLinks & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;
  return {
    async add({ tenant, person, addressHash, expiresAt }, secretHash) {
      await database.transaction([], (within) =>
        within
          .insertInto('login_links')
          .values({ secret_hash: secretHash, tenant, person, address_hash: addressHash, expires_at: expiresAt })
          .execute(),
      );
    },

    async find(secretHash, now) {
      const found = await db
        .selectFrom('login_links')
        .select(['tenant', 'person', 'address_hash as addressHash'])
        .where('secret_hash', '=', secretHash)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return found ?? null;
    },

    redeem: (secretHash, now) =>
      database.transaction(['login links'], async (within) => {
        const found = await within
          .selectFrom('login_links')
          .select(['tenant', 'person', 'address_hash as addressHash'])
          .where('secret_hash', '=', secretHash)
          .where('expires_at', '>', now)
          .executeTakeFirst();
        await within.deleteFrom('login_links').where('secret_hash', '=', secretHash).execute();
        return found ?? null;
      }),

    removeExpired: (now, max) =>
      database.transaction(['login links'], async (within) => {
        const expired = within
          .selectFrom('login_links')
          .select('secret_hash')
          .where('expires_at', '<=', now)
          .limit(max);
        const { numDeletedRows } = await within
          .deleteFrom('login_links')
          .where('secret_hash', 'in', expired)
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}
