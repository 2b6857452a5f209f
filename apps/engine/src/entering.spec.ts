import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemIds, systemRandom, type CommandContext } from '@jalon/application';
import {
  GivePrivateEmail,
  RegisterOrganisation,
  RegisterPerson,
  RevisePerson,
  WithdrawPrivateEmail,
} from '@jalon/directory';
import type { Caller, Uuid } from '@jalon/kernel';
import { hashOfSecret } from '@jalon/access';
import type { RecordStore } from '@jalon/ports';
import { until } from '@jalon/testing';
import { openEntering } from './entering.js';
import { openEngine, readConfig, type Engine } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'jalon-known-people-'));
const hr: Caller = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null };
let engine: Engine;

async function give(command: object, target: Uuid | null = null, caller: Caller = hr): Promise<Uuid> {
  const context: CommandContext = {
    caller,
    target,
    commandId: systemIds.next(),
    correlationId: systemIds.next(),
  };
  return (await engine.handler.handle(command, context)).id;
}
const organisation = (name: string) => give(Object.assign(new RegisterOrganisation(), { name, register: 'rna' }));
const entry = (name: string, of: Uuid) => ({
  givenName: name,
  familyName: 'Roux',
  email: `${name.toLowerCase()}@port.example`,
  organisation: of,
});
const coordinator = (name: string, of: Uuid) => give(Object.assign(new RegisterPerson(), entry(name, of)));
const invited = async (person: Uuid) =>
  (await engine.entering.invitations.invite(hr, { person, role: 'organisation' })).invitation.state;

/** The same, over a record store of which some repositories are others. */
const opened = (others: Partial<RecordStore>, fault: (error: unknown) => void = () => undefined) =>
  openEntering({
    ...engine,
    config,
    views: engine.stores.views,
    events: engine.stores.events,
    position: { waitFor: () => Promise.resolve() },
    records: { ...engine.records, ...others },
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    telemetry: { fault },
  });

const config = readConfig({
  JALON_DATA_DIR: join(folder, 'data'),
  JALON_KEYS_DIR: join(folder, 'keys'),
  SMTP_URL: 'smtp://localhost',
  MAIL_FROM: 'jalon@example.org',
  PUBLIC_URL: 'https://jalon.example.org',
});

beforeAll(async () => {
  engine = await openEngine(config);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

it('an invitation waits for a second person where the entry of a former coordinator was revised', async () => {
  const [port, canal] = [await organisation('Les Ateliers du Port'), await organisation('Le Canal')];
  const ada = await coordinator('Ada', port);
  expect(await invited(ada)).toBe('open');
  const account = { tenant: 'main', person: ada };
  const link = { ...account, id: systemIds.next(), how: 'invitation', by: hr.person, at: 0 } as const;
  await engine.records.identities.link({ issuer: 'jalon', subject: 'ada' }, link);
  await give(Object.assign(new RevisePerson(), entry('Ada', canal)), ada);

  const bea = await coordinator('Bea', port);
  expect(await invited(bea)).toBe('waiting');
  const cleo = await coordinator('Cleo', await organisation('La Rive'));
  expect(await invited(cleo)).toBe('open');
});

it('a private e-mail address that is given by an access that was handed over leads in by one that says so', async () => {
  const ida = await coordinator('Ida', await organisation('Le Quai'));
  const themself: Caller = { tenant: 'main', person: ida, roles: ['employee'], organisation: null };
  const command = Object.assign(new GivePrivateEmail(), { privateEmail: 'ida@home.example' });
  await give(command, ida, { ...themself, handedOverBy: hr.person });
  await engine.entering.privateEmailChanged(themself);
  const link = { how: 'private-email', by: ida, handedOverBy: hr.person };
  expect(await engine.records.identities.linksOfPerson(themself)).toMatchObject([link]);
  expect(await engine.entering.identityOf({ account: themself, proven: [themself] })).toBeNull();
});

/** A coordinator who gave a private e-mail address that no process followed, because it died. */
async function unfollowed(name: string): Promise<Caller> {
  const person = await coordinator(name, await organisation(`Chez ${name}`));
  const themself: Caller = { tenant: 'main', person, roles: ['employee'], organisation: null };
  const command = Object.assign(new GivePrivateEmail(), { privateEmail: `${name.toLowerCase()}@home.example` });
  await give(command, person, themself);
  return themself;
}
const privately = [{ how: 'private-email' }];

it('a private e-mail address that no process followed is followed when the departure is recorded', async () => {
  const noa = await unfollowed('Noa');
  expect(await engine.records.identities.linksOfPerson(noa)).toEqual([]);
  await engine.entering.departed(noa);
  expect(await engine.records.identities.linksOfPerson(noa)).toMatchObject(privately);
});

it('the private e-mail addresses of all who log in by mail are compared with their events, again and again', async () => {
  const [una, mia] = [await unfollowed('Una'), await unfollowed('Mia')];
  const { mailLogins, identities } = engine.records;
  const login = { tenant: 'main', subject: 'a1', addressHash: 'b2' };
  await mailLogins.put({ ...login, person: una.person, kind: 'entry' });
  await mailLogins.put({ ...login, person: mia.person, kind: 'private' });
  await give(new WithdrawPrivateEmail(), mia.person, mia);
  const timers = jest.spyOn(globalThis, 'setInterval');
  const entering = opened({});
  entering.start();
  const compare = timers.mock.calls.find(([, every]) => every === 3_600_000)?.[0];
  timers.mockRestore();
  compare?.();
  await until(async () => (await identities.linksOfPerson(una)).length > 0);
  await until(async () => (await mailLogins.ofAccount(mia)).length === 0);
  expect(await identities.linksOfPerson(una)).toMatchObject(privately);
  await entering.stop();
});

it('what a redemption mails is sent at once', async () => {
  const person = await coordinator('Eva', await organisation('La Digue'));
  let looked = 0;
  const take = () => {
    looked += 1;
    return Promise.resolve([]);
  };
  const entering = opened({ mails: { ...engine.records.mails, take } });
  const { invitation } = await entering.invitations.invite(hr, { person, role: 'organisation' });
  await until(() => looked === 1);
  const secret = 'x'.repeat(43);
  const link = { secretHash: hashOfSecret(secret), expiresAt: Date.now() + 60_000, handedOverBy: null };
  await engine.records.invitations.putLink(invitation.id, link);
  expect(await entering.invitations.redeem(secret, null)).toMatchObject({ account: { person } });
  await until(() => looked === 2);
  await entering.stop();
});

it('whoever asks for a login link learns nothing of a fault, which is told to the operator', async () => {
  const fault = new Error('the mail logins cannot be read');
  const faults: unknown[] = [];
  const { mailLogins } = engine.records;
  const withAddress = () => Promise.reject(fault);
  const entering = opened({ mailLogins: { ...mailLogins, withAddress } }, (error) => void faults.push(error));
  entering.requestLoginLink('ada@port.example');
  await entering.stop();
  expect(faults).toEqual([fault]);
});
