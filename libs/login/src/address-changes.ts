import { stepOf } from '@jalon/application';
import type { Account } from '@jalon/ports';
import type { LoginPorts } from './login-ports.js';

/**
 * Follows a change of the address in a person's entry: the old one is told, and links go to the new one from then on. It may
 * be repeated, and by several processes at once: the old address is told once a day at most.
 *
 * @returns whether a mail is due
 */
export async function followAddress(
  { records, people, clock }: Pick<LoginPorts, 'records' | 'people' | 'clock'>,
  account: Account,
): Promise<boolean> {
  const { mailLogins, mails } = records;
  const login = (await mailLogins.ofAccount(account)).find(({ kind }) => kind === 'entry');
  const entry = login ? await people.find(account) : null;
  const email = entry?.email ?? null;
  if (!login || email === null) return false;
  const addressHash = await mailLogins.hashOf(email);
  if (addressHash === login.addressHash) return false;
  const now = clock.now();
  const id = stepOf(account.person, `address ${login.addressHash} ${addressHash} ${now.slice(0, 10)}`);
  const about = login.addressHash;
  await mails.add({ id, ...account, kind: 'address-changed', about, madeAt: Date.parse(now) });
  await mailLogins.put({ ...login, addressHash });
  return true;
}
