import type { Storage } from './storages.js';
import { jalon, storedEvents } from './cli.js';
import { importFiles, MAPPING, type FileRow, publishedNeeds, reportOf } from './import.files.js';
import { removeFolders, type Folders } from './service.js';

const ROWS: readonly FileRow[] = [
  ['A1', 'Les Jardins', 'Tenir la caisse', '2', '05/01/2027'],
  ['A2', 'Les Jardins', 'Refaire le site', '9999', ''],
  ['A3', 'Passerelle', 'Trier les dons', '4', '29/02/2027'],
  ['A1', 'Passerelle', 'Une clé déjà prise', '1', ''],
  ['A5', 'Les  jardins', 'tenir la CAISSE', '3', '05/01/2027'],
  ['A6', 'Passerelle', 'Coller des affiches', '0', ''],
];

export function describeImport(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    const files = importFiles();
    let folders: Folders;
    beforeEach(async () => void (folders = await empty()));
    afterEach(() => removeFolders(folders));
    afterAll(() => files.remove());

    const importing = (rows: readonly FileRow[], ...more: readonly string[]) =>
      jalon(folders, 'import', 'needs', files.csv(rows), '--map', files.mapping, '--json', ...more);

    const positions = async () => (await storedEvents(folders)).length;

    describe('importing needs', () => {
      it('publishes what can be published, and tells line by line what cannot', async () => {
        const run = await importing(ROWS);
        expect(run.code).toBe(1);
        expect(reportOf(run)).toMatchObject({
          ...{ read: 6, created: 2, revised: 0, unchanged: 0, refused: 2, duplicates: 2, organisations: 1 },
          rows: [
            { line: 4, key: 'A3', outcome: 'refused', code: 'DATE_UNREADABLE' },
            { line: 5, key: 'A1', outcome: 'duplicate', ofLine: 2, by: 'key' },
            { line: 6, key: 'A5', outcome: 'duplicate', ofLine: 2, by: 'content' },
            { line: 7, key: 'A6', outcome: 'refused', code: 'VALUE_NOT_ALLOWED' },
          ],
        });
        const published = await publishedNeeds(folders);
        const facts = published.map(({ data }) => [data.source.key, data.title, data.places, data.startsOn]);
        // Rows are imported concurrently.
        expect(facts.sort()).toEqual([
          ['A1', 'Tenir la caisse', 2, '2027-01-05'],
          ['A2', 'Refaire le site', 1, null],
        ]);
        const organisations = await storedEvents<{ name: string; register: string }>(
          folders,
          '--type',
          'OrganisationRegistered',
        );
        expect(organisations.map(({ data }) => `${data.name}, ${data.register}`).sort()).toEqual([
          'Les Jardins, foreign',
        ]);
      });

      it('adds nothing the second time', async () => {
        await importing(ROWS);
        const before = await positions();
        expect(reportOf(await importing(ROWS))).toMatchObject({
          created: 0,
          revised: 0,
          unchanged: 2,
          organisations: 0,
        });
        expect(await positions()).toBe(before);
      });

      it('revises a row that changed, and publishes one that was refused', async () => {
        await importing(ROWS);
        const [first, second, , ...rest] = ROWS as [FileRow, FileRow, FileRow, ...FileRow[]];
        const mended: readonly FileRow[] = [
          ['A1', 'Les Jardins', 'Tenir la caisse', '5', '12/01/2027'],
          second,
          ['A3', 'Passerelle', 'Trier les dons', '4', '28/02/2027'],
          ...rest,
        ];
        expect(first[3]).toBe('2');
        expect(reportOf(await importing(mended))).toMatchObject({ created: 2, revised: 1, unchanged: 1, refused: 1 });
        const [revised] = await storedEvents(folders, '--type', 'NeedRevised');
        expect(revised).toMatchObject({ revision: 1, data: { places: 5, startsOn: '2027-01-12' } });
      });

      it('refuses to move a need to another organisation', async () => {
        await importing([ROWS[0]!]);
        const run = await importing([['A1', 'Passerelle', 'Tenir la caisse', '2', '05/01/2027']]);
        expect(run.code).toBe(1);
        expect(reportOf(run).rows).toMatchObject([{ line: 2, code: 'NEED_OF_ANOTHER_ORGANISATION' }]);
        expect(await storedEvents(folders, '--type', 'NeedRevised')).toEqual([]);
      });

      it('leaves a need alone when its file is another source', async () => {
        await importing([ROWS[0]!]);
        const other = files.json({ ...MAPPING, source: 'another-file' });
        const run = await jalon(folders, 'import', 'needs', files.csv([ROWS[0]!]), '--map', other, '--json');
        expect(reportOf(run)).toMatchObject({ created: 1, organisations: 1 });
      });

      it('adds nothing in another person’s name either', async () => {
        await importing([ROWS[0]!]);
        const run = await importing([ROWS[0]!], '--as', '01890a5d-ac96-774b-bcce-b302099a8057', '--role', 'hr');
        expect(reportOf(run)).toMatchObject({ unchanged: 1, refused: 0, organisations: 0 });
      });

      it('refuses in the words of the role that may not', async () => {
        const run = await importing([ROWS[0]!], '--role', 'employee', '--lang', 'fr');
        expect(run.code).toBe(1);
        expect(reportOf(run).rows).toMatchObject([
          { code: 'ROLE_REQUIRED', message: expect.stringMatching(/^Cela demande/) },
        ]);
      });

      it('writes nothing on a dry run, and foresees what the run does', async () => {
        await importing([ROWS[1]!]);
        const before = await positions();
        const rows: readonly FileRow[] = [...ROWS, ['A7', 'Passerelle', 'Servir la soupe', '1', '']];
        const dry = reportOf(await importing(rows, '--dry-run'));
        expect(await positions()).toBe(before);
        const real = reportOf(await importing(rows));
        expect(dry).toMatchObject({
          dryRun: true,
          created: 2,
          unchanged: 1,
          refused: 2,
          duplicates: 2,
          organisations: 1,
        });
        expect(dry.firstRows.map(({ line }) => line)).toEqual([2, 3, 8]);
        expect(dry.firstRows[0]?.stored).toMatchObject({ title: 'Tenir la caisse', places: 2, startsOn: '2027-01-05' });
        expect({ ...dry, dryRun: false, file: real.file, firstRows: [] }).toEqual(real);
      });

      it('registers no organisation for a row that cannot go in', async () => {
        const run = await importing([['A6', 'Passerelle', 'Coller des affiches', '0', '']], '--lang', 'fr');
        expect(run.code).toBe(1);
        expect(reportOf(run)).toMatchObject({
          organisations: 0,
          rows: [{ line: 2, code: 'VALUE_NOT_ALLOWED', message: 'places\u00A0: au moins 1.' }],
        });
        expect(await storedEvents(folders, '--type', 'OrganisationRegistered')).toEqual([]);
      });

      it('foresees what the domain refuses', async () => {
        const mapping = files.json({
          ...MAPPING,
          need: { ...MAPPING.need, endsOn: { constant: '01/01/2020', formats: ['DD/MM/YYYY'] } },
        });
        const run = await jalon(
          folders,
          'import',
          'needs',
          files.csv([ROWS[0]!]),
          '--map',
          mapping,
          '--dry-run',
          '--json',
        );
        expect(reportOf(run).rows).toMatchObject([{ line: 2, code: 'NEED_DATES_REVERSED' }]);
      });
    });

    describe('importing into a demonstration', () => {
      beforeEach(async () => {
        await jalon(folders, 'tenant', 'open', 'demo', '--mode', 'demo', '--zone', 'Pacific/Auckland');
      });

      it('moves the dates to the year of --at, which is also when it was recorded', async () => {
        const rows: readonly FileRow[] = [
          ['A1', 'Les Jardins', 'Tenir la caisse', '2', '03/03/2011'],
          ['A2', 'Les Jardins', 'Refaire le site', '2', '04/06/2012'],
        ];
        const options = ['--tenant', 'demo', '--at', '2026-11-23', '--shift-dates'];
        expect(reportOf(await importing(rows, ...options))).toMatchObject({ created: 2, shiftedByDays: 5110 });
        const published = await publishedNeeds(folders, 'demo');
        // Two rows are imported at once: either may be stored first.
        expect(published.map(({ data }) => data.startsOn).sort()).toEqual(['2025-02-27', '2026-06-01']);
        // Noon in UTC is already the 24th in Auckland.
        expect(published.map(({ recordedAt }) => recordedAt)).toEqual(Array(2).fill('2026-11-23T00:00:00.000Z'));
        expect(reportOf(await importing(rows, ...options))).toMatchObject({ unchanged: 2 });
      });

      it('refuses to move every date because of one mistyped year, and names its line', async () => {
        const rows: readonly FileRow[] = [
          ['A1', 'Les Jardins', 'Tenir la caisse', '2', '03/03/2011'],
          ['A2', 'Les Jardins', 'Refaire le site', '2', '04/06/2912'],
          ['A3', 'Les Jardins', 'Coller des affiches', '2', '04/06/2012'],
        ];
        const run = await importing(rows, '--tenant', 'demo', '--at', '2026-11-23', '--shift-dates');
        expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 1, stdout: '' });
        expect(run.stderr).toMatch(/line 3: its date 2912-06-04 is the latest, and more than 100 years away from 2026/);
        expect(await publishedNeeds(folders, 'demo')).toEqual([]);
      });

      it.each([['--at', '2026-11-23'], ['--shift-dates']])('refuses %s in production', async (...option) => {
        const run = await importing(ROWS, ...option);
        expect(run.code).toBe(1);
        expect(run.stderr).toMatch(/^jalon: --\S+ is for demonstration tenants: main is in production/);
        expect(await publishedNeeds(folders)).toEqual([]);
      });
    });
  });
}
