import type { Storage } from './storages.js';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openEngine, readConfig, UNHURRIED_MS } from '@jalon/engine';
import { projections } from '@jalon/read-models';
import { openSqliteViewStore } from '@jalon/view-store';
import { differences, replayed, rowsIn } from '../torture/views.js';
import { answerOf, jalon } from './cli.js';
import { clientOf, type Client } from './client.js';
import { environmentOf, removeFolders, startListening, startService, type Folders, type Service } from './service.js';

const EMPLOYERS = 1_500;
const AT_ONCE = 30;
const REBUILDS = projections.map(({ name: projection }) => ({ kind: 'rebuild', projection }) as const);

export function describeRebuild(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    let viewsFile: string;
    let service: Service;
    let hr: Client;

    beforeAll(async () => {
      folders = await empty();
      viewsFile = join(folders.data, 'views.sqlite');
      service = await startService(folders);
      hr = await clientOf(service);
      for (let n = 0; n < EMPLOYERS; n += AT_ONCE)
        await Promise.all(Array.from({ length: AT_ONCE }, () => registered()));
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    /** Registers an employer; returns its id and position. */
    async function registered(): Promise<{ readonly id: string; readonly position: string }> {
      const answer = await hr.post('/v1/employers', { name: 'Alto' });
      expect(answer.status).toBe(201);
      return answer.body;
    }

    interface Listed {
      readonly projection: string;
      readonly position: string | null;
      readonly readable: boolean;
      readonly rebuild: { readonly percent: number } | null;
    }

    const listed = async () => answerOf(await jalon(folders, 'projections', 'list', '--json')) as readonly Listed[];

    async function expectViewsOfAReplay(): Promise<void> {
      const options = { project: false, leastPatienceMs: UNHURRIED_MS };
      const engine = await openEngine(readConfig(environmentOf(folders)), options);
      while (!(await engine.health()).caughtUp) await pause(20);
      const replay = await replayed(engine.stores.events, join(folders.root, 'replay.sqlite'));
      await engine.close();
      expect(differences(rowsIn(viewsFile), replay).slice(0, 5)).toEqual([]);
    }

    describe('jalon rebuild', () => {
      it('leaves commands and queries whole while every view is built anew', async () => {
        const rebuilding = jalon(folders, 'rebuild', '--json').then((run) => ({ ...run, over: true }));
        const done = { over: false };
        void rebuilding.then(() => (done.over = true));
        let read = 0;
        while (!done.over) {
          const { id, position } = await registered();
          const seen = { 'jalon-min-position': position };
          const [one, page] = [
            await hr.get(`/v1/employers/${id}`, seen),
            await hr.get('/v1/employers?limit=200', seen),
          ];
          expect([one.status, page.status]).toEqual([200, 200]);
          expect(one.body).toMatchObject({ id, name: 'Alto' });
          expect([page.body.items.length, typeof page.body.next]).toEqual([200, 'string']);
          read += 1;
        }
        expect(read).toBeGreaterThan(3);
        const { code, stdout } = await rebuilding;
        expect(code).toBe(0);
        const rebuilt = stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Listed);
        expect(rebuilt.map(({ projection }) => projection)).toEqual(projections.map(({ name }) => name));
        await expectViewsOfAReplay();
      });

      it('is gone on with after the service was killed in the middle of it', async () => {
        const views = await openSqliteViewStore(viewsFile, projections);
        const halfWay = async () =>
          (await views.read((reader) => reader.shadowProgress())).some(({ position }) => position !== null);
        let killed = false;
        while (!killed) {
          await views.ask(REBUILDS);
          while ((await views.requests()).length > 0 && !(await halfWay())) await pause(1);
          if (!(await halfWay())) continue;
          await service.end('SIGKILL');
          killed = (await views.requests()).length > 0;
          service = await startService(folders);
          hr = await clientOf(service, { person: hr.person });
        }
        // The old view still answers in full while another process waits for the killed one's lease.
        const page = await hr.get('/v1/employers?limit=200');
        expect([page.status, page.body.items.length]).toEqual([200, 200]);
        while ((await views.requests()).length > 0) await pause(20);
        await views.close();
        await expectViewsOfAReplay();
      });

      it('does the work itself where no service runs', async () => {
        await service.end();
        const { code, stdout } = await jalon(folders, 'rebuild', 'missions');
        expect([code, stdout]).toEqual([
          0,
          expect.stringMatching(/^missions v\d+ rebuilt, at position \d+; parked streams: 0\n$/),
        ]);
        await expectViewsOfAReplay();
        expect((await listed()).map(({ readable, rebuild }) => [readable, rebuild])).toEqual(
          projections.map(() => [true, null]),
        );
        service = await startService(folders);
      });

      it('builds lost views anew, and answers nothing from them until they are whole', async () => {
        await service.end();
        const views = await openSqliteViewStore(viewsFile, projections);
        await views.takeLease('spec', 60_000);
        for (const projection of projections) await views.reset(projection, 'live', 'spec');
        service = await startListening(folders);
        hr = await clientOf(service, { person: hr.person });
        const refused = await hr.get('/v1/employers');
        expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
          503,
          'VIEW_BEING_BUILT',
          '5',
        ]);
        const ready = await hr.get('/health/ready');
        expect([ready.status, ready.body.status, ready.body.viewsBeingBuilt]).toEqual([
          200,
          'partly-ready',
          projections.map(({ name: view }) => ({ view, percent: 0 })),
        ]);
        await views.dropLease('spec');
        await views.close();
        let page = await hr.get('/v1/employers?limit=200');
        while (page.status === 503) page = await hr.get('/v1/employers?limit=200');
        expect([page.status, page.body.items.length]).toEqual([200, 200]);
        await expectViewsOfAReplay();
      });

      it('says which projections there are, and that a stream which is not parked cannot be released', async () => {
        const unknown = await jalon(folders, 'rebuild', 'nothing');
        expect([unknown.code, unknown.stderr]).toEqual([
          2,
          expect.stringContaining('directory, marketplace, missions'),
        ]);
        const released = await jalon(folders, 'projections', 'release', 'mission-main.none');
        expect([released.code, released.stderr]).toEqual([1, expect.stringContaining('is not parked')]);
        const { code, stdout } = await jalon(folders, '--lang', 'fr', 'projections', 'list');
        expect([code, stdout]).toEqual([0, expect.stringMatching(/^audit v\d+\u00A0: à la position \d+/m)]);
      });
    });
  });
}
