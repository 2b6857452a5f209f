import { stepOf } from '@jalon/application';
import type { Account } from '@jalon/ports';
import type { LoginPorts } from './login-ports.js';
import { entranceOf } from './own-identities.js';

/** How long after a change a former address is told of it, in milliseconds: less than mails are kept, so it is told once. */
const TOLD_MS = 30 * 86_400_000;

/** So many changes of a person are told within this time, in milliseconds: an address is free text, and may be a stranger's. */
const MAILS_A_DAY = 5;
const DAY_MS = 86_400_000;

/**
 * Follows a change of the address in a person's entry: each former address is told, whether or not they log in by it, and so is
 * the private one. The oldest come first: whoever changes an address often in a day does not keep its owner from being told.
 *
 * In a production tenant nobody logs in by the new address before they have redeemed an invitation, which a second person must
 * release: whoever may change an address could else become anybody. In other tenants links go to the new address at once.
 *
 * It may be repeated, and by several processes at once. What exceeds the mails of a day is told when it is repeated: hourly for
 * whoever enters by mail, and at the next change for others.
 */
export async function followAddress(
  { records, people, tenants, sendsMail, clock }: Omit<LoginPorts, 'isOnOneMachine' | 'ids' | 'random'>,
  account: Account,
): Promise<void> {
  const { mailLogins, mails } = records;
  const known = await people.addressesOf(account);
  const hashes = await Promise.all(known.map(async ({ email }) => (email === null ? null : mailLogins.hashOf(email))));
  const privateEmail = (await people.find(account))?.privateEmail?.email ?? null;
  const privately = privateEmail === null ? [] : [await mailLogins.hashOf(privateEmail)];
  const now = Date.parse(clock.now());
  for (const [at, { since }] of [...known.entries()].reverse()) {
    const [hash, former] = [hashes[at], hashes[at + 1] ?? null];
    if (!sendsMail || since < now - TOLD_MS || former === null || former === hash) continue;
    const left = MAILS_A_DAY - (await mails.countSince(account, 'address-changed', now - DAY_MS));
    if (left <= 0) break;
    for (const about of [...new Set([former, ...privately])].slice(0, left)) {
      const id = stepOf(account.person, `address ${since} ${about}`);
      await mails.add({ id, ...account, kind: 'address-changed', about, madeAt: now });
    }
  }
  const [addressHash = null] = hashes;
  const { mode } = await tenants.require(account.tenant);
  const login = (await mailLogins.ofAccount(account)).find(({ kind }) => kind === 'entry');
  if (mode === 'production' || !login || addressHash === null || addressHash === login.addressHash) return;
  await mailLogins.put({ ...login, addressHash });
}

/**
 * Follows the private e-mail address that a person gave or withdrew: once they have left, login links go to it, and to none
 * without one. Whoever handed over the access by which it was given may read that mailbox, so the link names them, too.
 *
 * It may be repeated.
 */
export async function followPrivateEmail(
  ports: Pick<LoginPorts, 'records' | 'people' | 'clock' | 'ids' | 'random'>,
  account: Account,
): Promise<void> {
  const { records, people, clock } = ports;
  const given = (await people.find(account))?.privateEmail ?? null;
  const by = account.person;
  const login = (await records.mailLogins.ofAccount(account)).find(({ kind }) => kind === 'private');
  if (given === null) {
    if (login) await records.mailLogins.endPrivate(account, { at: Date.parse(clock.now()), by });
    return;
  }
  const { email: address, handedOverBy } = given;
  const linking = { how: 'private-email', by, handedOverBy, kind: 'private', address } as const;
  const entrance = await entranceOf(ports, account, linking);
  if (entrance.link !== null || login?.addressHash !== entrance.addressHash) await records.mailLogins.enter(entrance);
}
