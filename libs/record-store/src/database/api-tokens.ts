import type { Role } from '@jalon/kernel';
import type { ApiToken, ApiTokens } from '@jalon/ports';
import type { ApiTokenTables } from './api-tokens.table.js';
import type { Records } from './record-tables.js';

const MINUTE_MS = 60_000;

/** How long a token is still listed after its end: 30 days. */
const LISTED_MS = 30 * 24 * 60 * MINUTE_MS;

/** The repository, and what removes its rows. */
export function apiTokensIn({ database }: Records): ApiTokens & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;
  const tokens = () => db.selectFrom('api_tokens').selectAll();

  return {
    async add(token, secretHash) {
      await database.transaction(['api tokens'], (within) =>
        within
          .insertInto('api_tokens')
          .values({
            id: token.id,
            secret_hash: secretHash,
            tenant: token.tenant,
            person: token.person,
            name: token.name,
            roles: JSON.stringify(token.roles),
            organisation: token.organisation,
            made_by: token.madeBy,
            handed_over_by: token.handedOverBy,
            made_at: token.madeAt,
            expires_at: token.expiresAt,
            last_used_at: null,
            revoked_at: null,
            revoked_by: null,
          })
          .execute(),
      );
    },

    withSecret: async (secretHash) => tokenIn(await tokens().where('secret_hash', '=', secretHash).executeTakeFirst()),

    withId: async (tenant, id) =>
      tokenIn(await tokens().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()),

    async ofPerson({ tenant, person }) {
      const found = await tokens()
        .where('tenant', '=', tenant)
        .where('person', '=', person)
        .orderBy('made_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return found.map(tokenOf);
    },

    revoke: (tenant, id, at, by) =>
      database.transaction(['api tokens'], async (within) => {
        const { numUpdatedRows } = await within
          .updateTable('api_tokens')
          .set({ revoked_at: at, revoked_by: by })
          .where('tenant', '=', tenant)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        return Number(numUpdatedRows) > 0;
      }),

    async used(id, at) {
      const last = await db.selectFrom('api_tokens').select('last_used_at').where('id', '=', id).executeTakeFirst();
      if (!last || (last.last_used_at !== null && last.last_used_at > at - MINUTE_MS)) return;
      await database.transaction([], (within) =>
        within.updateTable('api_tokens').set({ last_used_at: at }).where('id', '=', id).execute(),
      );
    },

    removeExpired: (now, max) =>
      database.transaction(['api tokens'], async (within) => {
        const ended = within
          .selectFrom('api_tokens')
          .select('id')
          .where((is) => is.or([is('expires_at', '<=', now - LISTED_MS), is('revoked_at', '<=', now - LISTED_MS)]))
          .limit(max);
        const { numDeletedRows } = await within.deleteFrom('api_tokens').where('id', 'in', ended).executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

type Row = ApiTokenTables['api_tokens'];

const tokenIn = (row: Row | undefined): ApiToken | null => (row ? tokenOf(row) : null);

const tokenOf = (row: Row): ApiToken => ({
  id: row.id,
  tenant: row.tenant,
  person: row.person,
  name: row.name,
  roles: JSON.parse(row.roles) as Role[],
  organisation: row.organisation,
  madeBy: row.made_by,
  handedOverBy: row.handed_over_by,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
});
