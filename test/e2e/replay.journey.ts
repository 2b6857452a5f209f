import type { Storage } from './storages.js';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { views } from '@jalon/read-models';
import { rowsIn } from '../torture/views.js';
import { jalon } from './cli.js';
import { THINGS } from './every-command.js';
import { removeFolders, type Folders } from './service.js';
import { startPopulatedService } from './populated-service.js';
import type { Parties } from './parties.js';

export function describeReplay(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    const TABLES = views.map(({ name }) => name);
    let parties: Parties;
    let mission: Readonly<Record<string, unknown>>;
    let logged: { readonly position: string };

    beforeAll(async () => {
      folders = await empty();
      const { service, seen, ...made } = await startPopulatedService(folders);
      ({ parties } = made);
      mission = (await parties.auditor.get(`/v1/missions/${THINGS.mission}`, seen)).body;
      const trail = await parties.auditor.get('/v1/audit/events?type=HoursLogged', seen);
      logged = trail.body.items[0];
      await service.end();
    });
    afterAll(() => removeFolders(folders));

    interface Summary {
      readonly view: string;
      readonly rows: number;
      readonly sha256: string;
    }

    async function replayed(...args: readonly string[]): Promise<readonly string[]> {
      const { code, stdout, stderr } = await jalon(folders, 'replay', ...args);
      expect([code, stderr]).toEqual([0, '']);
      return stdout.trim().split('\n');
    }

    describe('jalon replay', () => {
      it('folds every view from nothing to what the service reads', async () => {
        const summaries = (await replayed('views', '--json', '--out', join(folders.root, 'a'))).map(
          (line) => JSON.parse(line) as Summary,
        );
        const live = rowsIn(join(folders.data, 'views.sqlite'));
        expect(summaries.map(({ view, rows }) => [view, rows])).toEqual(
          TABLES.map((name) => [name, live.get(name)?.length]),
        );
        expect(summaries.find(({ view }) => view === 'audit')?.rows).toBeGreaterThan(60);
      });

      it('gives the same bytes each time, in a file a view, and tells their SHA-256', async () => {
        const [a, b] = [join(folders.root, 'a'), join(folders.root, 'b')];
        const lines = await replayed('views', '--out', b);
        expect(readdirSync(b).sort()).toEqual(TABLES.map((name) => `${name}.ndjson`).sort());
        for (const [index, name] of TABLES.entries()) {
          const bytes = readFileSync(join(b, `${name}.ndjson`));
          expect(bytes.equals(readFileSync(join(a, `${name}.ndjson`)))).toBe(true);
          expect(lines[index]).toContain(createHash('sha256').update(bytes).digest('hex'));
        }
      });

      it('writes personal fields as they are stored: sealed', async () => {
        const people = (await replayed('views', '--json')).filter((line) => line.startsWith('{"view":"people"'));
        expect(people.length).toBeGreaterThan(2);
        for (const line of people) expect(line).toMatch(/"familyName":\{"sealed":/);
        expect(people.join()).not.toContain('Lenoir');
      });

      it('tells missions as the API does, each as it stands or as it was', async () => {
        const find = (lines: readonly string[]) =>
          lines.map((line) => JSON.parse(line) as typeof mission).find(({ id }) => id === THINGS.mission)!;
        const now = find(await replayed('missions', '--json'));
        const { status, approvedMinutes, rejectedMinutes, revision } = mission;
        expect(now).toMatchObject({ status, approvedMinutes, rejectedMinutes, revision });
        const then = find(await replayed('missions', '--json', '--as-of', logged.position));
        expect(then).toMatchObject({ status: 'confirmed', approvedMinutes: 0, pendingMinutes: 90 });
        const { code, stdout } = await jalon(folders, '--lang', 'fr', 'replay', 'missions');
        expect([code, stdout]).toEqual([
          0,
          expect.stringContaining('1,00 h confirmées, 0,00 h en attente  Comptes vu'),
        ]);
      });

      it('folds nothing before the first event, and refuses a moment that is none', async () => {
        const before = await jalon(folders, 'replay', 'missions', '--as-of', '2000-01-01');
        expect([before.code, before.stdout]).toEqual([0, '']);
        // A tenant whose data was dated back is in no view as of then: the command says why.
        expect(before.stderr).toMatch(/^The tenant main was opened at 20\d\d-.*, after 2000-01-01: /);
        for (const toCome of ['999999999999', '2999-01-01', '2999-01-01T00:00:00Z']) {
          const { code, stderr } = await jalon(folders, 'replay', 'views', '--as-of', toCome);
          expect([code, stderr]).toEqual([1, expect.stringContaining(`at ${toCome} is not known yet`)]);
        }
        for (const moment of ['yesterday', '2025-02-30T12:00:00Z']) {
          const { code, stderr } = await jalon(folders, 'replay', 'views', '--as-of', moment);
          expect([moment, code, stderr]).toEqual([moment, 2, expect.stringContaining('a day (YYYY-MM-DD)')]);
        }
      });
    });
  });
}
