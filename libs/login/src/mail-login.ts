import type { Account, Identity, OneAccount } from '@jalon/ports';
import type { LoginPorts } from './login-ports.js';
import { identityOf } from './own-identities.js';

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
   * Whose session a login link of this account begins: the identity's, where the address that proves the account is that of
   * all its accounts; else this account's alone, for as long as the identity is linked to it.
   */
  provenBy(account: Account): Promise<Identity | OneAccount>;
}

export function mailLoginUse(ports: LoginPorts): MailLoginUse {
  const { records, people, clock, ids } = ports;
  const { mailLogins, mails, identities } = records;

  return {
    async request(address) {
      const now = Date.parse(clock.now());
      const written = new Set<string>();
      for (const { tenant, person, kind, subject } of await mailLogins.withAddress(await mailLogins.hashOf(address))) {
        const account = { tenant, person };
        const entry = await people.find(account);
        // Whoever left has no mailbox at work any more; whoever has not enters by that.
        const status = kind === 'entry' ? 'registered' : 'left';
        if (entry?.status !== status || written.has(subject)) continue;
        if ((await mails.countSince(account, 'login-link', now - WINDOW_MS)) >= MAILS_A_WINDOW) continue;
        written.add(subject);
        await mails.add({ id: ids.next(), ...account, kind: 'login-link', about: kind, madeAt: now });
      }
    },

    async provenBy(account) {
      const identity = await identityOf(ports, account);
      if (!identity) return account;
      const links = await identities.linksOf(identity);
      const logins = await Promise.all(links.map((link) => mailLogins.ofAccount(link)));
      const own = new Set((await mailLogins.ofAccount(account)).map(({ addressHash }) => addressHash));
      const isShared = logins.every((each) => each.some(({ addressHash }) => own.has(addressHash)));
      return isShared ? identity : { ...account, identity };
    },
  };
}
