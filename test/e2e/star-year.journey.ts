import { jalon } from './cli.js';
import { clientOf, type Client } from './client.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';
import { expectAsManyRowsAsInLists, expectReportFromStar } from './star-mart.js';
import { openStar } from './star.js';
import type { Storage } from './storages.js';
import { seenAt } from './position-tokens.js';

const YEAR = { from: '2025-01', to: '2025-12' } as const;

export function describeStarOfAYear(storages: readonly Storage[]): void {
  describe.each(storages)('the star of a seeded year in %s', (_storage, empty) => {
    let folders: Folders;
    let service: Service;
    let hr: Client;
    beforeAll(async () => {
      folders = await empty();
      const { code, stderr, stdout } = await jalon(folders, 'seed', '--missions', '40', '--seed', 'vauban', '--json');
      expect([code, stderr]).toEqual([0, '']);
      service = await startService(folders);
      hr = await clientOf(service, { tenant: 'demo', roles: ['hr', 'auditor'] });
      const { position } = JSON.parse(stdout) as { readonly position: string };
      for (const path of ['/v1/missions', '/v1/needs', '/v1/people'])
        while ((await hr.get(path, seenAt(folders, 'demo', position))).status === 503);
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    it('has as many missions as the list, without any condition on versions', () =>
      expectAsManyRowsAsInLists(folders, hr));

    it('adds up to the report by month, cause and organisation', async () => {
      const months = await expectReportFromStar(folders, hr, YEAR);
      const sum = months.reduce((total, { confirmed }) => total + confirmed, 0);
      expect(sum).toBeGreaterThan(10_000);
    });

    it('adds up to the report as it was known at the end of June', async () => {
      const at = '2025-06-30T21:59:59.999Z';
      const known = await expectReportFromStar(folders, hr, { ...YEAR, at });
      expect(known.map(({ key }) => key)).not.toContain('2025-09');
    });

    it('is of the position that it says', async () => {
      const star = await openStar(folders);
      const [last] = await star.all('SELECT max(known_from) AS position FROM bi_mission_heads_history');
      const [missions] = await star.all(`SELECT position FROM bi_progress WHERE projection = 'missions'`);
      await star.close();
      expect(Number(missions?.['position'])).toBeGreaterThanOrEqual(Number(last?.['position']));
    });
  });
}
