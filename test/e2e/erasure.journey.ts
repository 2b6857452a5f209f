import type { Storage } from './storages.js';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { clientOf } from './client.js';
import { jalon } from './cli.js';
import { destroyKeys } from './destroy-keys.js';
import { everyCommand } from './every-command.js';
import { queryPaths } from './query-paths.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';
import { newIds, registerParties, type Parties } from './parties.js';

export function describeErasure(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    let keyStore: string;
    let backup: string;
    const ids = newIds();
    let service: Service;
    let parties: Parties;
    let position: string;

    beforeAll(async () => {
      folders = await empty();
      service = await startService(folders);
      parties = await registerParties(service, { ids, mark: 'Effaçable' });
      const answers = await everyCommand(parties, 'Effaçable');
      position = answers.at(-1)!.body.position as string;
      await parties.hr.get('/v1/people', { 'jalon-min-position': position });
      await service.end();
      [keyStore, backup] = [join(folders.data, 'keys.sqlite'), join(folders.root, 'keys.backup')];
      copyFileSync(keyStore, backup);
      await destroyKeys(folders, ids.employee);
      service = await startService(folders);
      parties = { ...parties, ...(await again(service)) };
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    async function again(running: Service): Promise<Pick<Parties, 'hr' | 'auditor' | 'charity' | 'employee'>> {
      return {
        hr: await clientOf(running, { person: ids.hr, roles: ['hr'] }),
        auditor: await clientOf(running, { person: ids.auditor, roles: ['auditor'] }),
        employee: await clientOf(running, { person: ids.employee, roles: ['employee'] }),
        charity: await clientOf(running, {
          person: ids.contact,
          roles: ['organisation'],
          organisation: ids.organisation,
        }),
      };
    }

    describe('once a person’s keys are destroyed', () => {
      it('every page of the API still answers, without a word of theirs', async () => {
        for (const role of ['hr', 'auditor', 'charity', 'employee'] as const) {
          for (const path of queryPaths(parties)) {
            const { status, text } = await parties[role].get(path, { 'jalon-min-position': position });
            expect([path, status < 500]).toEqual([path, true]);
            expect(text).not.toContain('Marchetti');
            expect(text).not.toContain('ines.marchetti');
            expect(text).not.toContain('Volontiers le soir');
          }
          expect((await parties[role].get('/v1/missions')).status).toBe(200);
        }
      });

      it('their fields are marked as erased, and everyone else’s are still read', async () => {
        const erased = await parties.hr.get(`/v1/people/${ids.employee}`);
        expect(erased.body).toMatchObject({
          givenName: { erased: true },
          familyName: { erased: true },
          site: 'lyon-2',
        });
        const table = await parties.hr.get('/v1/hours?format=csv-fr');
        expect(table.text).toContain(`;${ids.employee};effacé;`);
        const other = await parties.hr.get(`/v1/people/${ids.manager}`);
        expect(other.body).toMatchObject({ givenName: 'Paul' });
      });

      it('totals are what they were', async () => {
        const { body } = await parties.hr.get('/v1/missions?status=evaluated');
        expect(body.items).toMatchObject([{ approvedMinutes: 60, rejectedMinutes: 90 }]);
      });

      it('nothing about them can be written any more: refused, in a sentence', async () => {
        const person = { givenName: 'Inès', familyName: 'Autre', employer: parties.employer };
        const revised = await parties.hr.post(`/v1/people/${ids.employee}/revisions`, person);
        expect([revised.status, revised.body.code]).toEqual([409, 'SUBJECT_ERASED']);
      });
    });

    describe('once a backup of the keys from before that is put back', () => {
      async function putBack(): Promise<void> {
        expect(existsSync(`${keyStore}-wal`)).toBe(false);
        copyFileSync(backup, keyStore);
      }

      it('the start erases them again before it answers, and says so; nobody else is concerned', async () => {
        await service.end();
        await putBack();
        service = await startService(folders);
        parties = { ...parties, ...(await again(service)) };
        expect((await parties.hr.get(`/v1/people/${ids.employee}`)).body).toMatchObject({
          familyName: { erased: true },
        });
        expect((await parties.hr.get(`/v1/people/${ids.manager}`)).body).toMatchObject({ givenName: 'Paul' });
        expect(service.log()).toMatch(/"erasures":2,.*the key store had been put back from before these erasures/);
        const said = service.log().indexOf('had been put back');
        expect(said).toBeLessThan(service.log().indexOf('listening at'));
      });

      it('so does the command line', async () => {
        await service.end();
        await putBack();
        const { code, stderr } = await jalon(folders, 'tenant', 'open', 'main');
        expect([code, stderr]).toEqual([
          0,
          'jalon: The key store had been put back from before 2 erasures. They were done again.\n',
        ]);
        service = await startService(folders);
        expect(service.log()).not.toContain('had been put back');
      });
    });
  });
}
