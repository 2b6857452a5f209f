import { normalisedEmail } from '@jalon/kernel';
import type { MailLogin, MailLogins } from '@jalon/ports';
import { ENTRANCE_LOCKS, enterIn } from './entrances.js';
import { endLinks, removeUnlinked } from './identities.js';
import type { InvitationTables } from './invitations.table.js';
import type { Records } from './record-tables.js';

export function mailLoginsIn({ database, hash }: Records): MailLogins {
  const { db } = database;
  const logins = () => db.selectFrom('mail_logins').selectAll();

  return {
    hashOf: (address) => Promise.resolve(hash('address', normalisedEmail(address))),

    async put({ tenant, person, kind, subject, addressHash }) {
      await database.transaction(['mail logins'], (within) =>
        within
          .insertInto('mail_logins')
          .values({ tenant, person, kind, subject, address_hash: addressHash })
          .onConflict((already) =>
            already.columns(['tenant', 'person', 'kind']).doUpdateSet({ subject, address_hash: addressHash }),
          )
          .execute(),
      );
    },

    enter: (entrance) => database.transaction(ENTRANCE_LOCKS, (within) => enterIn(within, hash, entrance)),

    async endPrivate({ tenant, person }, unlinking) {
      await database.transaction(ENTRANCE_LOCKS, async (within) => {
        await within
          .deleteFrom('mail_logins')
          .where('tenant', '=', tenant)
          .where('person', '=', person)
          .where('kind', '=', 'private')
          .execute();
        await removeUnlinked(within, await endLinks(within, { tenant, person }, { kind: 'private' }, unlinking));
      });
    },

    withAddress: async (addressHash) =>
      (await logins().where('address_hash', '=', addressHash).orderBy('tenant').orderBy('person').execute()).map(
        loginOf,
      ),

    async accountsAfter(after, max) {
      const all = db.selectFrom('mail_logins').select(['tenant', 'person']).distinct();
      const next =
        after === null
          ? all
          : all.where((is) =>
              is.or([
                is('tenant', '>', after.tenant),
                is.and([is('tenant', '=', after.tenant), is('person', '>', after.person)]),
              ]),
            );
      return next.orderBy('tenant').orderBy('person').limit(max).execute();
    },

    ofAccount: async ({ tenant, person }) =>
      (await logins().where('tenant', '=', tenant).where('person', '=', person).orderBy('kind').execute()).map(loginOf),
  };
}

const loginOf = (row: InvitationTables['mail_logins']): MailLogin => ({
  tenant: row.tenant,
  person: row.person,
  kind: row.kind,
  subject: row.subject,
  addressHash: row.address_hash,
});
