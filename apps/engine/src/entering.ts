import type { StreamRepository, TenantDirectory, ViewPosition } from '@jalon/application';
import type { Clock, Ids, Random } from '@jalon/kernel';
import {
  followAddress,
  followPrivateEmail,
  invitationUse,
  mailLoginUse,
  mailSender,
  passkeyUse,
  wholeIdentityOf,
  type InvitationUse,
  type LoginPorts,
  type MailLoginUse,
  type PasskeyUse,
  type SessionOwner,
} from '@jalon/login';
import { smtpMailer } from '@jalon/login/smtp';
import type { Account, EventStore, Identity, RecordStore, Telemetry, ViewStore } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import type { EngineConfig } from './config.js';
import { isOnOneMachine } from './first-start.js';
import { knownPeople } from './known-people.js';

/** How often the addresses of all who log in by mail are compared with what their events say, in milliseconds. */
const COMPARE_MS = 3_600_000;

/** How many people are compared at a time. */
const COMPARED = 200;

/** How people enter who have no identity provider. */
export interface Entering {
  readonly invitations: InvitationUse;
  readonly provenBy: MailLoginUse['provenBy'];
  readonly passkeys: PasskeyUse;
  /** Whether mails are sent. */
  readonly sendsMail: boolean;
  /**
   * Mails a login link to whoever can log in by this address. Nobody waits for it: how long it takes, and whether it fails,
   * would tell whether there is anybody.
   */
  requestLoginLink(address: string): void;
  /** The identity of whoever is logged in, where their session proves all of it. */
  identityOf(owner: SessionOwner): Promise<Identity | null>;
  /** To be called when a person's entry may hold another address: the former one is told. Who enters by it is compared hourly, too. */
  entryChanged(account: Account): Promise<void>;
  /** To be called when a person gave or withdrew a private e-mail address: once they have left, they enter by it. */
  privateEmailChanged(account: Account): Promise<void>;
  /** To be called when a person has left: they enter by their private e-mail address, also where no process followed it. */
  departed(account: Account): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface EnteringParts {
  readonly config: EngineConfig;
  readonly records: RecordStore;
  readonly streams: Pick<StreamRepository, 'load' | 'eventsFrom'>;
  readonly tenants: TenantDirectory;
  readonly views: Pick<ViewStore, 'read'>;
  readonly events: Pick<EventStore, 'lastPosition'>;
  readonly position: Pick<ViewPosition, 'waitFor'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly telemetry: Pick<Telemetry, 'fault'>;
}

export function openEntering(parts: EnteringParts): Entering {
  const { config, records, tenants, clock, ids, random, telemetry } = parts;
  const { mail, publicUrl } = config;
  const people = knownPeople(parts);
  const onFault = (error: unknown) => telemetry.fault(error);
  const mailer = mail && smtpMailer(mail);
  const sender =
    mailer && mailSender({ records, people, tenants, clock, random, mailer, origin: publicUrl ?? '', onFault });
  const ports: LoginPorts = {
    // A mail that this process adds is sent at once.
    records: {
      ...records,
      mails: {
        ...records.mails,
        async add(added) {
          await records.mails.add(added);
          sender?.somethingIsDue();
        },
      },
      invitations: {
        ...records.invitations,
        async redeem(secretHash, now, entrance) {
          const redeemed = await records.invitations.redeem(secretHash, now, entrance);
          sender?.somethingIsDue();
          return redeemed;
        },
      },
    },
    people,
    tenants,
    sendsMail: sender !== null,
    isOnOneMachine: isOnOneMachine(config),
    clock,
    ids,
    random,
  };
  const mailLogin = mailLoginUse(ports);
  const requests = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let comparing: Promise<void> | null = null;
  let isStopped = false;

  /** Finds the changes that no process followed, because it died. */
  async function compareAll(): Promise<void> {
    let last: Account | null = null;
    do {
      const accounts: readonly Account[] = await records.mailLogins.accountsAfter(last, COMPARED);
      for (const account of accounts) {
        if (isStopped) return;
        await followAddress(ports, account);
        await followPrivateEmail(ports, account);
      }
      last = accounts.length === COMPARED ? (accounts.at(-1) ?? null) : null;
    } while (last !== null && !isStopped);
  }

  return {
    sendsMail: ports.sendsMail,
    identityOf: ({ account, proven }) => wholeIdentityOf(ports, account, proven),
    invitations: invitationUse(ports),
    provenBy: (link) => mailLogin.provenBy(link),
    passkeys: passkeyUse(ports),

    requestLoginLink(address) {
      const request = mailLogin
        .request(address)
        .catch(onFault)
        .finally(() => requests.delete(request));
      requests.add(request);
    },

    async entryChanged(account) {
      // The change itself is done: what fails here is found within the hour.
      await followAddress(ports, account).catch(onFault);
    },

    privateEmailChanged: (account) => followPrivateEmail(ports, account),

    async departed(account) {
      await followPrivateEmail(ports, account).catch(onFault);
    },

    start() {
      if (!sender) return;
      sender.start();
      timer = setInterval(() => {
        comparing ??= compareAll()
          .catch(onFault)
          .finally(() => {
            comparing = null;
          });
      }, COMPARE_MS);
      timer.unref();
    },

    async stop() {
      isStopped = true;
      if (timer) clearInterval(timer);
      await Promise.all([sender?.stop(), comparing, ...requests]);
      await mailer?.close();
    },
  };
}
