import { join } from 'node:path';
import { jalon, startJalon, storedEvents } from './cli.js';
import { clientOf } from './client.js';
import { importFiles, reportOf } from './import.files.js';
import { made } from './parties.js';
import { newFolders, removeFolders, startService, type Folders } from './service.js';

// Each command line is a process of its own.
jest.setTimeout(240_000);

const EXAMPLE = ['people', join(__dirname, '../../examples/people-fr.csv')];
const MAPPING = join(__dirname, '../../examples/people-fr.mapping.json');
const COUNT = 400;

const files = importFiles();
let folders: Folders;
beforeEach(async () => {
  folders = newFolders();
  const service = await startService(folders);
  const hr = await clientOf(service);
  const employer = await made(hr, '/v1/employers', { name: 'Atelier Marceau', siren: '732829320' });
  const known = { givenName: 'Camille', familyName: 'Roux', staffNumber: '1187', employer: employer.id };
  await made(hr, '/v1/people', known);
  await made(hr, '/v1/people', { ...known, givenName: 'Omar', familyName: 'Haddad', staffNumber: 'M-0042' });
  await service.end();
});
afterEach(() => removeFolders(folders));
afterAll(() => files.remove());

const importing = (...more: readonly string[]) => jalon(folders, 'import', ...EXAMPLE, '--map', MAPPING, ...more);
const registered = () => storedEvents(folders, '--type', 'PersonRegistered');

describe('jalon import people', () => {
  it('reports the example line by line, with who is missing, and adds nothing the second time', async () => {
    const before = (await registered()).length;
    const dry = await importing('--dry-run');
    expect(dry.stdout).toContain('Dry run: nothing was written.');
    expect(dry.stdout).toMatch(/^line 2 would be stored as .*"familyName":"Nguyen"/m);
    expect(await registered()).toHaveLength(before);

    const run = await importing();
    expect(run.code).toBe(1);
    const lines = run.stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^line 5 \(M-0004\): refused, DATE_UNREADABLE: entryDate: “31\/02\/2021” is not a date/),
      'line 6 (M-0005): skipped, LEFT_BEFORE_IMPORT: The person has been gone since 2024-07-01 and was never in the directory: there is nothing to enter.',
      expect.stringMatching(/^line 8 \(M-0007\): refused, MANAGER_NOT_FOUND: The manager M-0099 is neither/),
      'line 9 (M-0003): duplicate of line 2, by its key',
      expect.stringMatching(/^not in the file: M-0042 \(/),
      '8 rows read: 3 registered, 1 revised, 0 departures, 0 unchanged, 1 skipped, 2 refused, 1 duplicate.',
      expect.stringMatching(/^1 person of the directory not in the file: nothing was changed/),
    ]);
    const again = await importing('--lang', 'fr');
    expect(again.stdout).toContain(
      '8 lignes lues\u00A0: 0 enregistrée, 0 révisée, 0 départ, 4 inchangées, 1 laissée de côté, 2 refusées, 1 doublon.',
    );
    expect(await registered()).toHaveLength(before + 3);
  });

  it('is complete after a kill and another run, with nobody twice', async () => {
    const rows = Array.from(
      { length: COUNT },
      (_, index) => `P-${index};Prénom${index};Nom;${index === 0 ? '' : 'P-0'}`,
    );
    const file = files.text(['N;G;F;M', ...rows].join('\n'));
    const person = {
      staffNumber: 'N',
      givenName: 'G',
      familyName: 'F',
      manager: 'M',
      employer: { constant: '732829320' },
    };
    const map = files.json({ separator: ';', person });
    const IMPORT = ['import', 'people', file, '--map', map, '--json'];
    const before = (await registered()).length;

    const first = startJalon(folders, ...IMPORT);
    const tail = startJalon(folders, 'events', 'tail', '--follow', '--json', '--type', 'PersonRegistered');
    // The first row goes in before the others, which name it; nobody had a manager before.
    await tail.wrote('"manager":"');
    first.child.kill('SIGKILL');
    tail.child.kill('SIGINT');
    await Promise.all([first.ended, tail.ended]);
    const done = (await registered()).length - before;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(COUNT);

    const report = reportOf(await jalon(folders, ...IMPORT));
    expect(report).toMatchObject({ created: COUNT - done, unchanged: done, revised: 0, refused: 0 });
    const people = await registered();
    expect(new Set(people.map(({ stream }) => stream)).size).toBe(before + COUNT);
  });

  it('refuses a role that may not write the directory, in a sentence', async () => {
    const { code, stdout, stderr } = await importing('--role', 'employee');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Only the company (role hr or admin)');
  });
});
