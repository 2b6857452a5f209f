import type { Account, Identity, LoginLink, MailLogin, OneAccount } from '@jalon/ports';
import { addressOf, type LoginPorts } from './login-ports.js';
import { ownIdentity } from './own-identities.js';

/** Within this time, in milliseconds, a person is mailed so many login links at most. */
const WINDOW_MS = 15 * 60_000;
const MAILS_A_WINDOW = 3;

/** Logins by links that are mailed. */
export interface MailLoginUse {
  /**
   * Mails a login link to whoever can log in by this address. It never tells whether there is anybody: nobody learns from
   * it whose addresses are known.
   */
  request(address: string): Promise<void>;
  /**
   * Whose session a login link begins. It proves the mailbox that it was sent to, so that mailbox must be the person's now:
   * of every account of their identity, for a session of the identity; else the session is of this account alone, for as long as the
   * identity is linked to it. A link that the operator made proves its account alone.
   *
   * @returns null where the link proves nothing any more
   */
  provenBy(link: LoginLink): Promise<Identity | OneAccount | null>;
}

export function mailLoginUse(ports: LoginPorts): MailLoginUse {
  const { records, people, clock, ids } = ports;
  const { mailLogins, mails, identities } = records;

  /** The login of a person by this address: it is theirs now, and was when they entered. */
  async function loginBy(account: Account, addressHash: string): Promise<MailLogin | null> {
    const entry = await people.find(account);
    const address = entry && addressOf(entry);
    if (!address || (await mailLogins.hashOf(address.email)) !== addressHash) return null;
    const logins = await mailLogins.ofAccount(account);
    return logins.find((login) => login.kind === address.kind && login.addressHash === addressHash) ?? null;
  }

  return {
    async request(address) {
      const now = Date.parse(clock.now());
      const written = new Set<string>();
      const addressHash = await mailLogins.hashOf(address);
      for (const { tenant, person } of await mailLogins.withAddress(addressHash)) {
        const account = { tenant, person };
        const login = await loginBy(account, addressHash);
        if (!login || written.has(login.subject)) continue;
        if ((await mails.countSince(account, 'login-link', now - WINDOW_MS)) >= MAILS_A_WINDOW) continue;
        written.add(login.subject);
        await mails.add({ id: ids.next(), ...account, kind: 'login-link', about: addressHash, madeAt: now });
      }
    },

    async provenBy({ tenant, person, addressHash }) {
      const account = { tenant, person };
      if (addressHash === null) return account;
      const login = await loginBy(account, addressHash);
      if (!login) return null;
      const identity = ownIdentity(login.subject);
      const links = await identities.linksOf(identity);
      const isLinked = links.some((link) => link.tenant === tenant && link.person === person);
      if (!isLinked) return null;
      const proven = await Promise.all(links.map((link) => loginBy(link, addressHash)));
      return proven.every((each) => each?.subject === login.subject) ? identity : { ...account, identity };
    },
  };
}
