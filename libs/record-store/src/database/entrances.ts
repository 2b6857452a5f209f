import type { Entrance } from '@jalon/ports';
import type { Kysely } from 'kysely';
import type { KeyedHash } from '../hash-key.js';
import { endLinks, hashOfIdentity, linkThatHolds, removeUnlinked } from './identities.js';
import { addMail } from './mails.js';
import type { RecordTables } from './record-tables.js';

/** The locks under which somebody enters. */
export const ENTRANCE_LOCKS = ['identities', 'mail logins', 'mails'];

/** Lets a person enter, within a transaction. @returns false, with nothing written, where the identity is another's */
export async function enterIn(
  within: Kysely<RecordTables>,
  hash: KeyedHash,
  { tenant, person, identity, link, kind, addressHash, mails = [] }: Entrance,
): Promise<boolean> {
  const { issuer, subject } = identity;
  const hashed = hashOfIdentity(hash, identity);
  const linked = await linkThatHolds(within, hashed, { tenant, person });
  if (linked && linked.person !== person) return false;
  if (!linked) {
    // Whoever got into an account of the identity before must not get into this one, too.
    await within.deleteFrom('passkeys').where('identity', '=', hashed).execute();
    await within.deleteFrom('sessions').where('identity', '=', hashed).execute();
  }
  if (link) {
    const { handedOverBy = null, by, at } = link;
    const ofKind = kind === 'private' ? { kind } : { kind, issuer };
    const ended = await endLinks(within, { tenant, person }, ofKind, { at, by });
    const stored = { ...link, tenant, person, issuer, identity: hashed, handedOverBy };
    await within
      .insertInto('identities')
      .values({ ...stored, waitsSince: null, releasedBy: null, unlinkedAt: null, unlinkedBy: null })
      .execute();
    await removeUnlinked(within, ended);
  }
  await within
    .insertInto('mail_logins')
    .values({ tenant, person, kind, subject, address_hash: addressHash })
    .onConflict((already) =>
      already.columns(['tenant', 'person', 'kind']).doUpdateSet({ subject, address_hash: addressHash }),
    )
    .execute();
  for (const mail of mails) await addMail(within, mail);
  return true;
}
