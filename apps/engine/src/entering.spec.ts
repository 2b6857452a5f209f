import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemIds, systemRandom, type CommandContext } from '@jalon/application';
import { GivePrivateEmail, RegisterOrganisation, RegisterPerson, RevisePerson } from '@jalon/directory';
import type { Caller, Uuid } from '@jalon/kernel';
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

it('whoever asks for a login link learns nothing of a fault, which is told to the operator', async () => {
  const fault = new Error('the mail logins cannot be read');
  const faults: unknown[] = [];
  const { records, stores } = engine;
  const entering = openEntering({
    ...engine,
    config,
    views: stores.views,
    events: stores.events,
    position: { waitFor: () => Promise.resolve() },
    records: { ...records, mailLogins: { ...records.mailLogins, withAddress: () => Promise.reject(fault) } },
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    telemetry: { fault: (error) => void faults.push(error) },
  });
  entering.requestLoginLink('ada@port.example');
  await entering.stop();
  expect(faults).toEqual([fault]);
});
