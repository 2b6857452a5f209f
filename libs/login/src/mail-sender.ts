import { inWords, type Language, type Sentence } from '@jalon/kernel';
import { MailNotAccepted, type Mailer, type MailRecord } from '@jalon/ports';
import { INVITATION_MS } from './invitations.js';
import { addressOf, type LoginPorts } from './login-ports.js';
import { mailTexts } from './mail.messages.js';
import { hashOfSecret, newSecret } from '@jalon/access';

const MINUTE_MS = 60_000;

/** How long a login link that was mailed can be redeemed, and how late its mail may come, in milliseconds. */
const MAILED_LINK_MS = 15 * MINUTE_MS;

/** How long a mail that is tried belongs to the process that tries it, in milliseconds: longer than a server takes for one. */
const TAKEN_MS = 5 * MINUTE_MS;

/** When a mail is tried again after each failure, in minutes; after the last one it is given up. */
const AGAIN_MINUTES = [1, 5, 15, 60, 240, 720, 1_440];

/** How often this process looks for mails that others left or that are due again, in milliseconds. */
const LOOK_MS = 30_000;

export interface MailSenderPorts extends Pick<LoginPorts, 'records' | 'people' | 'tenants' | 'clock' | 'random'> {
  readonly mailer: Mailer;
  /** The origin with which the links begin. */
  readonly origin: string;
  /** Told of what kept mails from being sent. */
  readonly onFault: (error: unknown) => void;
}

export interface MailSender {
  /** Sends what is due. A mail that fails is tried again later. @returns how many were tried */
  sendDue(): Promise<number>;
  /** Sends what is due from now on, and at once whenever it is told that something is. */
  start(): void;
  somethingIsDue(): void;
  /** Ends after the mail under way. */
  stop(): Promise<void>;
}

/** A mail that is not needed any more, or cannot be written: why, as a code. */
type Unwritten = { readonly dropped: 'over' | 'late' | 'no-address' | 'address-changed' };
type Written = { readonly to: string; readonly subject: Sentence; readonly text: Sentence; readonly params: object };

/**
 * Sends the mails of the record store. Each is written when it is sent: its address is read from the person's entry, and the
 * secret of its link is made then, so no store ever holds one. A mail is sent again only where it is not known whether the
 * server took it: then the link of the later one works.
 */
export function mailSender(ports: MailSenderPorts): MailSender {
  const { records, people, tenants, clock, random, mailer, origin, onFault } = ports;
  const now = (): number => Date.parse(clock.now());
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let told = 0;
  let isStopped = false;

  const text = (of: Exclude<keyof typeof mailTexts, 'FOR_ORGANISATION'>, to: string, params: object): Written => ({
    to,
    ...mailTexts[of],
    params,
  });

  async function write({ kind, about, tenant, person, madeAt }: MailRecord): Promise<Written | Unwritten> {
    const account = { tenant, person };
    const entry = await people.find(account);
    if (!entry) return { dropped: 'no-address' };
    const name = { name: isPlainName(entry.givenName) ? ` ${entry.givenName}` : '' };
    const secret = newSecret(random);
    const secretHash = hashOfSecret(secret);
    if (kind === 'address-changed') {
      const known = (await people.addressesOf(account)).map(({ email }) => email);
      for (const email of [...known, entry.privateEmail?.email ?? null])
        if (email !== null && (await records.mailLogins.hashOf(email)) === about)
          return text('ADDRESS_CHANGED', email, name);
      return { dropped: 'no-address' };
    }
    const to = addressOf(entry)?.email ?? null;
    if (to === null) return { dropped: 'no-address' };
    if (kind === 'passkey-added') return text('PASSKEY_ADDED', to, name);
    if (kind === 'account-joined') return text('ACCOUNT_JOINED', to, name);
    if (kind === 'login-link') {
      if (now() > madeAt + MAILED_LINK_MS) return { dropped: 'late' };
      if ((await records.mailLogins.hashOf(to)) !== about) return { dropped: 'address-changed' };
      await records.loginLinks.add({ ...account, addressHash: about, expiresAt: now() + MAILED_LINK_MS }, secretHash);
      return text('LOGIN_LINK', to, { ...name, link: `${origin}/v1/login/link/${secret}` });
    }
    const invitation = await records.invitations.withId(tenant, about);
    const isHeld = invitation?.needsRelease === true && invitation.releasedBy === null;
    if (!invitation || isHeld || entry.status === 'left') return { dropped: 'over' };
    if ((await records.mailLogins.hashOf(to)) !== invitation.addressHash) return { dropped: 'address-changed' };
    const link = { secretHash, expiresAt: now() + INVITATION_MS, handedOverBy: null };
    if (!(await records.invitations.putLink(about, link))) return { dropped: 'over' };
    const called = invitation.organisation && (await people.organisationName(tenant, invitation.organisation));
    return text('INVITATION', to, {
      ...name,
      organisation: isPlainName(called) ? { organisation: called } : '',
      link: `${origin}/v1/login/invitation/${secret}`,
    });
  }

  async function send(record: MailRecord): Promise<void> {
    const { id, tenant, attempts } = record;
    try {
      const written = await write(record);
      if ('dropped' in written) {
        await records.mails.failed(id, written.dropped, null);
        return;
      }
      const { language } = await tenants.require(tenant);
      const { to, subject } = written;
      await mailer.send({ id, to, language, subject: subject[language], text: textOf(written, language) });
      await records.mails.sent(id, now());
    } catch (error) {
      onFault(error);
      const isForGood = error instanceof MailNotAccepted && error.isForGood;
      const minutes = isForGood ? undefined : AGAIN_MINUTES[attempts - 1];
      const failure = error instanceof MailNotAccepted ? error.code : 'fault';
      await records.mails.failed(id, failure, minutes === undefined ? null : now() + minutes * MINUTE_MS);
    }
  }

  async function sendDue(): Promise<number> {
    let tried = 0;
    while (!isStopped) {
      // One at a time: what waits behind a slow one is not taken yet, so it is no other process's by the time it is sent.
      const [record] = await records.mails.take(now(), now() + TAKEN_MS, 1);
      if (!record) break;
      await send(record);
      tried += 1;
    }
    return tried;
  }

  async function run(): Promise<void> {
    let heard: number;
    do {
      heard = told;
      // A store that is away is no reason to end: the mails wait in it.
      await sendDue().catch(onFault);
    } while (told !== heard && !isStopped);
  }

  function somethingIsDue(): void {
    told += 1;
    if (isStopped || running) return;
    running = run().finally(() => {
      running = null;
    });
  }

  return {
    sendDue,
    start() {
      timer = setInterval(somethingIsDue, LOOK_MS);
      timer.unref();
      somethingIsDue();
    },
    somethingIsDue,
    async stop() {
      isStopped = true;
      if (timer) clearInterval(timer);
      await running;
    },
  };
}

/** Whether a name may stand in a mail. It is free text: a program would make a link of an address in it. */
function isPlainName(name: string | null): name is string {
  return name !== null && !/:\/\/|@|\S\.\p{L}{2,}|\p{Cc}|[\u2028\u2029]/iu.test(name);
}

function textOf({ text, params }: Written, language: Language): string {
  const { organisation, ...rest } = params as { readonly organisation?: '' | { readonly organisation: string } };
  const forOrganisation =
    typeof organisation === 'object' ? inWords(mailTexts.FOR_ORGANISATION, organisation, language) : '';
  return inWords(text, { ...rest, organisation: forOrganisation }, language);
}
