import type { Storage } from './storages.js';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jalon } from './cli.js';
import { publishedNeeds, reportOf, type NeedData } from './import.files.js';
import { removeFolders, type Folders } from './service.js';

const ROOT = join(__dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');
/** 665 real opportunities. The file is not ours to publish: it lies beside the repository. */
const REAL_FILE = join(ROOT, '../shared/data/nyc-volunteer-opportunities.csv');

export function describeImportExamples(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    beforeAll(async () => void (folders = await empty()));
    afterAll(() => removeFolders(folders));

    describe('the example of forty needs', () => {
      const csv = join(EXAMPLES, 'needs-fr.csv');
      const map = join(EXAMPLES, 'needs-fr.mapping.json');

      it('goes in, but for the rows that are wrong on purpose', async () => {
        const run = await jalon(folders, 'import', 'needs', csv, '--map', map, '--json');
        expect(run.code).toBe(1);
        expect(reportOf(run)).toMatchObject({
          ...{ read: 45, created: 40, refused: 3, duplicates: 2, organisations: 14 },
          rows: [
            { line: 10, key: 'B-041', code: 'DATE_UNREADABLE' },
            { line: 18, key: 'B-042', code: 'NEED_DATES_REVERSED' },
            { line: 25, key: 'B-012', ofLine: 14, by: 'key' },
            { line: 35, key: 'B-043', code: 'VALUE_NOT_IN_TABLE' },
            { line: 46, key: 'B-044', ofLine: 34, by: 'content' },
          ],
        });
      });

      it('is read as its mapping says', async () => {
        const needs = await publishedNeeds(folders, 'main');
        expect(needs.find(({ data }) => data.source.key === 'B-001')?.data).toMatchObject({
          title: 'Refondre le plan de culture des parcelles partagées',
          cause: 'environment',
          sdg: 15,
          skills: ['agronomie', 'gestion-de-projet'],
          format: 'recurring',
          remote: 'no',
          location: { locality: 'Saint-Denis', department: '93', latitude: 4_893_564, longitude: 235_387 },
          languages: ['fr'],
          startsOn: '2026-12-07',
          endsOn: '2027-03-26',
          minutesPerWeek: 210,
          places: 2,
        });
      });
    });

    const withRealFile = existsSync(REAL_FILE) ? describe : describe.skip;
    if (!existsSync(REAL_FILE))
      process.stderr.write(`Skipped: ${REAL_FILE} is not there, so the real file was not imported.\n`);

    withRealFile('665 real volunteer opportunities', () => {
      const IMPORT = [
        'import',
        'needs',
        REAL_FILE,
        '--map',
        join(EXAMPLES, 'nyc-volunteer-opportunities.mapping.json'),
      ];
      const DEMO = ['--tenant', 'demo', '--at', '2026-11-23', '--shift-dates', '--json'];
      const COUNTS = { read: 665, refused: 0, duplicates: 4, shiftedByDays: 5110 };

      beforeAll(async () => {
        await jalon(
          folders,
          'tenant',
          'open',
          'demo',
          '--mode',
          'demo',
          '--zone',
          'America/New_York',
          '--language',
          'en',
        );
      });

      it('are foreseen, go in, and go in once', async () => {
        const dry = await jalon(folders, ...IMPORT, ...DEMO, '--dry-run');
        expect(reportOf(dry)).toMatchObject({ ...COUNTS, created: 661, organisations: 261 });
        const first = await jalon(folders, ...IMPORT, ...DEMO);
        expect(first.code).toBe(0);
        expect(reportOf(first)).toMatchObject({
          ...COUNTS,
          ...{ created: 661, unchanged: 0, organisations: 261 },
          rows: [
            { line: 526, key: '5686', ofLine: 315, by: 'content' },
            { line: 550, key: '5509', ofLine: 337, by: 'content' },
            { line: 602, key: '5567', ofLine: 396, by: 'content' },
            { line: 634, key: '5138', ofLine: 277, by: 'content' },
          ],
        });
        const second = await jalon(folders, ...IMPORT, ...DEMO);
        expect(reportOf(second)).toMatchObject({
          ...COUNTS,
          created: 0,
          revised: 0,
          unchanged: 661,
          organisations: 0,
        });
      });

      it('are read as they are meant', async () => {
        const needs = (await publishedNeeds(folders, 'demo')).map(({ data }) => data);
        const count = (matches: (need: NeedData) => boolean) => needs.filter(matches).length;
        expect({
          causeUnknown: count(({ cause }) => cause === null),
          oneOff: count(({ format }) => format === 'one-off'),
          located: count(({ location }) => location.latitude !== null),
          mostPlaces: Math.max(...needs.map(({ places }) => places)),
          placesUnknown: count(({ source, places }) => ['5005', '5352'].includes(source.key) && places === 1),
          years: [
            ...new Set(needs.flatMap(({ startsOn, endsOn }) => [startsOn?.slice(0, 4), endsOn?.slice(0, 4)])),
          ].sort(),
          brooklyn: count(({ location }) => location.locality === 'Brooklyn'),
        }).toEqual({
          causeUnknown: 48,
          oneOff: 153,
          located: 382,
          mostPlaces: 2700,
          placesUnknown: 2,
          // 3 January 2011 falls on the Monday that is nearest to it, of the week that begins in 2024.
          years: ['2024', '2025', '2026'],
          brooklyn: 63,
        });
      });
    });
  });
}
