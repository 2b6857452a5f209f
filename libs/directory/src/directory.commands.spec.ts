import { personalFieldsOfCommand, type CommandClass } from '@jalon/kernel';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { CloseEmployer, RegisterEmployer } from './employer.commands.js';
import { RegisterOrganisation } from './organisation.commands.js';
import { ChooseEmailSharing, GivePrivateEmail, RegisterPerson, RevisePerson } from './person.commands.js';
import { OpenTenant } from './tenant.commands.js';

/** The fields that the API's pipe would refuse. */
async function faults(command: CommandClass, body: object): Promise<readonly string[]> {
  const errors = await validate(plainToInstance(command, body), { whitelist: true, forbidNonWhitelisted: true });
  return errors.map(({ property }) => property);
}

const ID = '00000000-0000-4000-8000-0000000000e1';
const person = { givenName: 'Inès', familyName: 'Marchetti' };

describe('the commands of the directory', () => {
  it.each<[CommandClass, object]>([
    [OpenTenant, { zone: 'Europe/Paris', language: 'fr', mode: 'demo' }],
    [RegisterEmployer, { name: 'Atelier', siren: null }],
    [RegisterEmployer, { id: ID, name: '🌻'.repeat(200) }],
    [CloseEmployer, { closedOn: '2024-02-29' }],
    [RegisterOrganisation, { name: 'Harbour Trust', register: 'foreign', contact: ID }],
    [ChooseEmailSharing, { shared: false }],
    [GivePrivateEmail, { privateEmail: 'ines@example.net' }],
    [RegisterPerson, { ...person, email: 'Élodie@example.net' }],
    [RegisterPerson, { ...person, email: null, birthDate: '1987-04-23', employer: ID }],
  ])('%p takes %j', async (command, body) => {
    expect(await faults(command, body)).toEqual([]);
  });

  it.each<[CommandClass, object, string]>([
    [OpenTenant, { zone: 'Europe/Paris', language: 'de', mode: 'demo' }, 'language'],
    [RegisterEmployer, { siren: null }, 'name'],
    [RegisterEmployer, { name: '  ' }, 'name'],
    [RegisterEmployer, { name: 'x'.repeat(201) }, 'name'],
    [RegisterEmployer, { name: 'Atelier', siren: ' ' }, 'siren'],
    [RegisterEmployer, { name: 'Atelier', id: ID.toUpperCase() }, 'id'],
    [RegisterEmployer, { name: 'Atelier', surprise: 1 }, 'surprise'],
    [CloseEmployer, { closedOn: '2026-02-29' }, 'closedOn'],
    [CloseEmployer, { closedOn: '2026-06-01T00:00:00Z' }, 'closedOn'],
    [RegisterOrganisation, { name: 'Trust', register: 'moon' }, 'register'],
    [RegisterOrganisation, { name: 'Trust', register: 'foreign', registerNumber: '' }, 'registerNumber'],
    [RegisterPerson, { ...person, email: 'nowhere' }, 'email'],
    // They count as fiona@, INES@ and k@, and may be other mailboxes.
    [RevisePerson, { ...person, email: '\uFB01ona@example.net' }, 'email'],
    [RegisterPerson, { ...person, email: '\uFF29\uFF2E\uFF25\uFF33@example.net' }, 'email'],
    [GivePrivateEmail, { privateEmail: '\u212A@example.net' }, 'privateEmail'],
    [RegisterPerson, { ...person, employer: 'them' }, 'employer'],
    [RevisePerson, { ...person, id: ID }, 'id'],
    [ChooseEmailSharing, {}, 'shared'],
    [GivePrivateEmail, { privateEmail: null }, 'privateEmail'],
    [GivePrivateEmail, { privateEmail: 'home' }, 'privateEmail'],
    [ChooseEmailSharing, { shared: 'yes' }, 'shared'],
  ])('%p given %j refuses %s', async (command, body, field) => {
    expect(await faults(command, body)).toEqual([field]);
  });

  it('leave what is personal out of their hash, inherited or not', () => {
    expect([...personalFieldsOfCommand(RevisePerson)].sort()).toEqual([
      'birthDate',
      'email',
      'entryDate',
      'familyName',
      'givenName',
      'staffNumber',
    ]);
  });
});
