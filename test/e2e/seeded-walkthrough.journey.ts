import { clientOf } from './client.js';
import type { Service } from './service.js';
import { expectAsManyRowsAsInLists, expectReportFromStar } from './star-mart.js';
import type { Storage } from './storages.js';
import { shellOf, shownIn } from './page-blocks.js';
import { pasted, REAL_FILE, realFileIsThere } from './walkthrough.js';

const PAGE = 'docs/walkthrough.md';

export function describeSeededWalkthrough(storages: readonly Storage[]): void {
  if (!realFileIsThere) {
    process.stderr.write(`Skipped: ${REAL_FILE} is not there, so part C of the walkthrough was not pasted.\n`);
  }

  (realFileIsThere ? describe : describe.skip).each(storages)(
    'part C of the walkthrough, over %s',
    (_storage, empty) => {
      it('comes out as it is shown, and as the star has it, beside a service over empty folders', async () => {
        const [start = ''] = shellOf(PAGE, '');
        const shown = shownIn(PAGE, 'text', 'c').join('').trim().split('\n');
        const folders = await empty();
        const compareStar = async (service: Service) => {
          const hr = await clientOf(service, { tenant: 'annee', roles: ['hr', 'auditor'] });
          await expectAsManyRowsAsInLists(folders, hr);
          await expectReportFromStar(folders, hr, { from: '2025-01', to: '2026-01' });
        };
        expect(await pasted([start, ...shellOf(PAGE, 'c')], folders, compareStar)).toEqual(shown);
      });
    },
  );
}
