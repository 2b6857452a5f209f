import type { Invitation, Invitations } from '@jalon/ports';
import { ENTRANCE_LOCKS, enterIn } from './entrances.js';
import type { InvitationTables } from './invitations.table.js';
import type { Records } from './record-tables.js';

/** How long an invitation is still listed after its end: 90 days. */
const LISTED_MS = 90 * 24 * 60 * 60_000;

/** The repository, and what removes its rows. */
export function invitationsIn({ database, hash }: Records): Invitations & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;
  const invitations = () => db.selectFrom('invitations').selectAll();

  /** Changes an open invitation, or only one that waits for its release. @returns whether it was */
  const change = (
    { tenant, id }: { readonly tenant?: string; readonly id: string },
    values: Partial<InvitationTables['invitations']>,
    isWaiting = false,
  ): Promise<boolean> =>
    database.transaction(['invitations'], async (within) => {
      const open = within
        .updateTable('invitations')
        .set(values)
        .where('id', '=', id)
        .where('redeemed_at', 'is', null)
        .where('revoked_at', 'is', null);
      const ofTenant = tenant === undefined ? open : open.where('tenant', '=', tenant);
      const meant = isWaiting ? ofTenant.where('needs_release', '=', 1).where('released_by', 'is', null) : ofTenant;
      const { numUpdatedRows } = await meant.executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    });

  return {
    async add(invitation) {
      const { id, tenant, person, role, organisation, invitedBy, inviterHandedOverBy, ...made } = invitation;
      await database.transaction(['invitations'], (within) =>
        within
          .insertInto('invitations')
          .values({
            id,
            tenant,
            person,
            role,
            organisation,
            invited_by: invitedBy,
            inviter_handed_over_by: inviterHandedOverBy,
            address_hash: made.addressHash,
            made_at: made.madeAt,
            needs_release: made.needsRelease ? 1 : 0,
            released_by: null,
            handed_over_by: null,
            secret_hash: null,
            expires_at: null,
            redeemed_at: null,
            revoked_at: null,
            revoked_by: null,
          })
          .execute(),
      );
    },

    withId: async (tenant, id) =>
      invitationIn(await invitations().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()),

    withSecret: async (secretHash) =>
      invitationIn(await invitations().where('secret_hash', '=', secretHash).executeTakeFirst()),

    async list(tenant, max, person) {
      const ofTenant = invitations().where('tenant', '=', tenant);
      const meant = person === undefined ? ofTenant : ofTenant.where('person', '=', person);
      const rows = await meant.orderBy('made_at', 'desc').orderBy('id', 'desc').limit(max).execute();
      return rows.map(invitationOf);
    },

    putLink: (id, { secretHash, expiresAt, handedOverBy }) =>
      change({ id }, { secret_hash: secretHash, expires_at: expiresAt, handed_over_by: handedOverBy }),

    async hold(tenant, id) {
      await change({ tenant, id }, { needs_release: 1, released_by: null, secret_hash: null, expires_at: null });
    },

    release: (tenant, id, by) => change({ tenant, id }, { released_by: by }, true),

    redeem: (secretHash, now, entrance) =>
      database.transaction(['invitations', ...ENTRANCE_LOCKS], async (within) => {
        const found = await within
          .selectFrom('invitations')
          .selectAll()
          .where('secret_hash', '=', secretHash)
          .where('expires_at', '>', now)
          .where('redeemed_at', 'is', null)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        if (!found) return null;
        if (!(await enterIn(within, hash, entrance))) return 'identity-of-another';
        await within.updateTable('invitations').set({ redeemed_at: now }).where('id', '=', found.id).execute();
        return invitationOf({ ...found, redeemed_at: now });
      }),

    revoke: (tenant, id, at, by) => change({ tenant, id }, { revoked_at: at, revoked_by: by }),

    removeExpired: (now, max) =>
      database.transaction(['invitations'], async (within) => {
        const past = now - LISTED_MS;
        const ended = within
          .selectFrom('invitations')
          .select('id')
          .where((is) =>
            is.or([
              is('redeemed_at', '<=', past),
              is('revoked_at', '<=', past),
              is.and([is('redeemed_at', 'is', null), is('expires_at', '<=', past)]),
              is.and([is('expires_at', 'is', null), is('made_at', '<=', past)]),
            ]),
          )
          .limit(max);
        const { numDeletedRows } = await within.deleteFrom('invitations').where('id', 'in', ended).executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

type Row = InvitationTables['invitations'];

const invitationIn = (row: Row | undefined): Invitation | null => (row ? invitationOf(row) : null);

const invitationOf = (row: Row): Invitation => ({
  id: row.id,
  tenant: row.tenant,
  person: row.person,
  role: row.role,
  organisation: row.organisation,
  invitedBy: row.invited_by,
  inviterHandedOverBy: row.inviter_handed_over_by,
  addressHash: row.address_hash,
  madeAt: row.made_at,
  needsRelease: row.needs_release === 1,
  releasedBy: row.released_by,
  handedOverBy: row.handed_over_by,
  expiresAt: row.expires_at,
  redeemedAt: row.redeemed_at,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
});
