import type { Identity, Passkey, Passkeys } from '@jalon/ports';
import { hashOfIdentity } from './identities.js';
import type { PasskeyTables } from './passkeys.table.js';
import type { Records } from './record-tables.js';

/** The repository, and what removes its challenges. */
export function passkeysIn({ database, hash }: Records): Passkeys & {
  removeExpired(now: number, max: number): Promise<number>;
} {
  const { db } = database;
  const hashOf = (identity: Identity) => hashOfIdentity(hash, identity);
  const passkeysOf = (identity: Identity) =>
    db.selectFrom('passkeys').selectAll().where('identity', '=', hashOf(identity));

  return {
    async addChallenge(challengeHash, expiresAt) {
      await database.transaction([], (within) =>
        within
          .insertInto('passkey_challenges')
          .values({ challenge_hash: challengeHash, expires_at: expiresAt })
          .execute(),
      );
    },

    useChallenge: (challengeHash, now) =>
      database.transaction(['passkey challenges'], async (within) => {
        const { numDeletedRows } = await within
          .deleteFrom('passkey_challenges')
          .where('challenge_hash', '=', challengeHash)
          .where('expires_at', '>', now)
          .executeTakeFirst();
        return Number(numDeletedRows) > 0;
      }),

    add: (identity, passkey) =>
      database.transaction(['passkeys'], async (within) => {
        const { numInsertedOrUpdatedRows } = await within
          .insertInto('passkeys')
          .values({
            id: passkey.id,
            identity: hashOf(identity),
            credential_id: passkey.credentialId,
            public_key: passkey.publicKey,
            counter: passkey.counter,
            transports: JSON.stringify(passkey.transports),
            name: passkey.name,
            made_at: passkey.madeAt,
            last_used_at: null,
          })
          .onConflict((already) => already.column('credential_id').doNothing())
          .executeTakeFirst();
        return Number(numInsertedOrUpdatedRows ?? 0) > 0;
      }),

    async find(identity, credentialId) {
      const row = await passkeysOf(identity).where('credential_id', '=', credentialId).executeTakeFirst();
      return row ? passkeyOf(row) : null;
    },

    ofIdentity: async (identity) =>
      (await passkeysOf(identity).orderBy('made_at').orderBy('id').execute()).map(passkeyOf),

    async used(id, counter, at) {
      await database.transaction(['passkeys'], (within) =>
        within.updateTable('passkeys').set({ counter, last_used_at: at }).where('id', '=', id).execute(),
      );
    },

    remove: (identity, id) =>
      database.transaction(['passkeys'], async (within) => {
        const { numDeletedRows } = await within
          .deleteFrom('passkeys')
          .where('identity', '=', hashOf(identity))
          .where('id', '=', id)
          .executeTakeFirst();
        return Number(numDeletedRows) > 0;
      }),

    removeExpired: (now, max) =>
      database.transaction(['passkey challenges'], async (within) => {
        const ended = within
          .selectFrom('passkey_challenges')
          .select('challenge_hash')
          .where('expires_at', '<=', now)
          .limit(max);
        const { numDeletedRows } = await within
          .deleteFrom('passkey_challenges')
          .where('challenge_hash', 'in', ended)
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

const passkeyOf = (row: PasskeyTables['passkeys']): Passkey => ({
  id: row.id,
  credentialId: row.credential_id,
  publicKey: row.public_key,
  counter: row.counter,
  transports: JSON.parse(row.transports) as string[],
  name: row.name,
  madeAt: row.made_at,
  lastUsedAt: row.last_used_at,
});
