import type { Storage } from './storages.js';
import { jalon, startJalon, storedEvents } from './cli.js';
import type { ImportReport } from '../../apps/engine/src/import/import-report.js';
import { clientOf } from './client.js';
import { importFiles, manyRows, publishedNeeds, reportOf } from './import.files.js';
import { removeFolders, startService, type Folders } from './service.js';
import { seenAt } from './position-tokens.js';

const COUNT = 600;

export function describeImportTogether(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    const files = importFiles();
    const csv = files.csv(manyRows(COUNT));
    const again = files.csv(manyRows(COUNT));
    let folders: Folders;
    beforeEach(async () => void (folders = await empty()));
    afterEach(() => removeFolders(folders));
    afterAll(() => files.remove());

    const IMPORT = ['import', 'needs', csv, '--map', files.mapping, '--json'];

    /** Waits until the import has begun to write. */
    async function firstNeed(): Promise<void> {
      const tail = startJalon(folders, 'events', 'tail', '--follow', '--type', 'NeedPublished');
      await tail.wrote('NeedPublished');
      tail.child.kill('SIGINT');
      expect((await tail.ended).code).toBe(0);
    }

    /** Whether each row is one need, published once, of ten organisations. */
    async function expectWhole(): Promise<void> {
      const needs = await publishedNeeds(folders);
      expect(new Set(needs.map(({ stream }) => stream)).size).toBe(COUNT);
      expect(needs).toHaveLength(COUNT);
      expect(await storedEvents(folders, '--type', 'OrganisationRegistered')).toHaveLength(10);
      expect(await storedEvents(folders, '--type', 'NeedRevised')).toEqual([]);
    }

    describe('an import that is not alone, or not let finish', () => {
      it('shares the work with another import of the same rows', async () => {
        const runs = await Promise.all([
          jalon(folders, ...IMPORT),
          jalon(folders, 'import', 'needs', again, '--map', files.mapping, '--json'),
        ]);
        // Compared as a whole, so that a failure shows what the import reported.
        expect(runs.filter(({ code }) => code !== 0)).toEqual([]);
        const reports = runs.map(reportOf);
        const sum = (count: (report: ImportReport) => number) => reports.map(count).reduce((a, b) => a + b);
        expect(sum(({ created }) => created)).toBe(COUNT);
        expect(sum(({ unchanged }) => unchanged)).toBe(COUNT);
        expect(sum(({ organisations }) => organisations)).toBe(10);
        await expectWhole();
      });

      it('works while the service runs, which then shows the needs', async () => {
        const service = await startService(folders);
        try {
          const report = reportOf(await jalon(folders, ...IMPORT));
          expect(report).toMatchObject({ created: COUNT, refused: 0 });
          const [last] = (await publishedNeeds(folders)).slice(-1);
          const hr = await clientOf(service);
          const { stdout } = await jalon(folders, 'events', 'tail', '--json', '--stream', last!.stream);
          const { position } = JSON.parse(stdout) as { readonly position: string };
          const need = await hr.get(`/v1/needs/${last!.stream.split('.')[1]}`, seenAt(folders, 'main', position));
          expect(need.body).toMatchObject({ title: last!.data.title, places: 2 });
        } finally {
          await service.end();
        }
        await expectWhole();
      });

      it('is complete after a kill and another run, with nothing twice', async () => {
        await jalon(folders, 'token', '--role', 'hr');
        const first = startJalon(folders, ...IMPORT);
        await firstNeed();
        first.child.kill('SIGKILL');
        expect((await first.ended).signal).toBe('SIGKILL');

        const before = (await publishedNeeds(folders)).length;
        expect(before).toBeLessThan(COUNT);
        const report = reportOf(await jalon(folders, ...IMPORT));
        expect(report).toMatchObject({ created: COUNT - before, unchanged: before, revised: 0, refused: 0 });
        await expectWhole();
      });

      it('stops between rows when interrupted, says how to go on, and does', async () => {
        await jalon(folders, 'token', '--role', 'hr');
        const first = startJalon(folders, ...IMPORT.filter((word) => word !== '--json'));
        await firstNeed();
        first.child.kill('SIGINT');
        const { code, stdout } = await first.ended;
        expect(code).toBe(130);
        expect(stdout).toMatch(/Stopped after \d+ of 600 rows\. Run the same command again to go on/);

        const before = (await publishedNeeds(folders)).length;
        expect(stdout).toContain(`${before} published`);
        expect(reportOf(await jalon(folders, ...IMPORT))).toMatchObject({
          created: COUNT - before,
          unchanged: before,
        });
        await expectWhole();
      });
    });
  });
}
