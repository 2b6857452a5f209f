import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller, Mode, Role, Uuid } from '@jalon/kernel';
import { MailNotAccepted, type Account, type Mail, type RecordStore } from '@jalon/ports';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import type { AddressInEntry, KnownPerson, LoginPorts } from './login-ports.js';
import { mailSender, type MailSender } from './mail-sender.js';

export const NOW = Date.parse('2026-03-02T09:00:00.000Z');
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const SHELTER: Uuid = '0190a000-0000-7000-8000-0000000000f1';

export const LEA: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000a' };
export const TOM: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000b' };
export const LEA_ELSEWHERE: Account = { tenant: 'other', person: '0190a000-0000-7000-8000-00000000000c' };

const caller = (person: Uuid, roles: readonly Role[] = ['hr'], tenant = 'main'): Caller => ({
  tenant,
  person,
  roles,
  organisation: null,
});
/** Who registers people, where a spec names nobody. */
const FIRST_HR: Uuid = '0190a000-0000-7000-8000-0000000000a0';
export const HR = caller('0190a000-0000-7000-8000-0000000000a1');
export const SECOND = caller('0190a000-0000-7000-8000-0000000000a2');
export const HR_ELSEWHERE = caller('0190a000-0000-7000-8000-0000000000a3', ['hr'], 'other');

const coordinator = (email: string): KnownPerson => ({
  status: 'registered',
  givenName: 'Léa',
  email,
  privateEmail: null,
  held: [{ role: 'organisation', organisation: SHELTER }],
  hasStrongRole: false,
});

/** A record store in a file, people in memory, and a mail server that can be told to fail. */
export interface LoginFixture {
  readonly ports: LoginPorts;
  readonly records: RecordStore;
  readonly sender: MailSender;
  /** What the server accepted. */
  readonly mails: Mail[];
  /** What it answers to the next mails. */
  readonly answers: (MailNotAccepted | 'accepted and lost')[];
  at(time: number): void;
  /** @param by who revises the entry */
  person(account: Account, changes: Partial<KnownPerson>, by?: Uuid): void;
  /** Counts the entry of a person as one of the human whom another stands for. */
  merge(person: Uuid, into: Uuid): void;
  /** Sends what is due, and returns the secret of the link in the last mail. */
  mailedSecret(): Promise<string>;
  close(): Promise<void>;
}

export async function loginFixture(
  options: { readonly sendsMail?: boolean; readonly isOnOneMachine?: boolean; readonly mode?: Mode } = {},
): Promise<LoginFixture> {
  const { sendsMail = true, isOnOneMachine = true, mode = 'production' } = options;
  const folder = mkdtempSync(join(tmpdir(), 'jalon-login-'));
  const records = await openSqliteRecordStore({
    file: join(folder, 'records.sqlite'),
    keysDir: join(folder, 'keys'),
    random: { bytes: (count) => randomBytes(count) },
    mayMakeKey: true,
    mayCreate: () => true,
  });
  let now = NOW;
  const entries = new Map<string, { readonly account: Account; readonly entry: KnownPerson }>();
  const addresses = new Map<string, AddressInEntry[]>();
  const merged = new Map<Uuid, Uuid>();
  const keyOf = ({ tenant, person }: Account) => `${tenant} ${person}`;
  const put = (account: Account, entry: KnownPerson, by: Uuid = FIRST_HR) => {
    entries.set(keyOf(account), { account, entry });
    addresses.set(keyOf(account), [
      { email: entry.email, since: now, by: [by] as const },
      ...(addresses.get(keyOf(account)) ?? []),
    ]);
  };
  put(LEA, coordinator('lea@shelter.example'));
  put(TOM, coordinator('tom@shelter.example'));
  put(LEA_ELSEWHERE, coordinator('lea@shelter.example'));

  const ports: LoginPorts = {
    records,
    people: {
      find: (account) => Promise.resolve(entries.get(keyOf(account))?.entry ?? null),
      addressesOf: (account) => Promise.resolve(addresses.get(keyOf(account)) ?? []),
      humansIn: () => Promise.resolve((person) => merged.get(person) ?? person),
      organisationName: () => Promise.resolve('The Shelter'),
      speakersFor: (tenant, organisation) =>
        Promise.resolve(
          [...entries.values()]
            .filter(
              ({ account, entry }) =>
                account.tenant === tenant && entry.held.some((held) => held.organisation === organisation),
            )
            .map(({ account }) => account.person),
        ),
    },
    tenants: { require: () => Promise.resolve({ language: 'fr', mode }) },
    sendsMail,
    isOnOneMachine,
    clock: { now: () => new Date(now).toISOString() },
    ids: { next: () => randomUUID() },
    random: { bytes: (count) => randomBytes(count) },
  };
  const mails: Mail[] = [];
  const answers: LoginFixture['answers'] = [];
  const sender = mailSender({
    ...ports,
    origin: 'https://jalon.example.org',
    onFault: () => undefined,
    mailer: {
      send(mail) {
        const answer = answers.shift();
        if (answer instanceof MailNotAccepted) return Promise.reject(answer);
        mails.push(mail);
        return answer === undefined ? Promise.resolve() : Promise.reject(new MailNotAccepted('ETIMEDOUT', false));
      },
      close: () => Promise.resolve(),
    },
  });
  return {
    ports,
    records,
    sender,
    mails,
    answers,
    at: (time) => void (now = time),
    person: (account, changes, by) =>
      put(account, { ...(entries.get(keyOf(account))?.entry ?? coordinator('')), ...changes }, by),
    merge: (person, into) => void merged.set(person, into),
    async mailedSecret() {
      await sender.sendDue();
      const secret = /\/([A-Za-z0-9_-]{43})\n/.exec(mails.at(-1)?.text ?? '')?.[1];
      if (secret === undefined) throw new Error('the last mail holds no link');
      return secret;
    },
    async close() {
      await sender.stop();
      await records.close();
      rmSync(folder, { recursive: true });
    },
  };
}
