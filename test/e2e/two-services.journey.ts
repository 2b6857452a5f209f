import { existsSync, readdirSync } from 'node:fs';
import type { Storage } from './storages.js';
import { clientOf } from './client.js';
import { removeFolders, startService, type Folders } from './service.js';

/** Two services on the same stores: each with a client, and the employers that the second knows at a position. */
async function twoServices(folders: Folders) {
  const first = await startService(folders);
  const second = await startService(folders);
  const toFirst = await clientOf(first);
  const toSecond = await clientOf(second, { person: toFirst.person });
  const names = async (position: unknown) => {
    const seen = { 'jalon-min-position': String(position) };
    let answer = await toSecond.get('/v1/employers', seen);
    // A query waits five seconds for the position, which a busy machine may not reach by then.
    while (answer.body.code === 'NOT_YET_VISIBLE') answer = await toSecond.get('/v1/employers', seen);
    return answer.body.items.map(({ name }: { name: string }) => name).sort();
  };
  return { first, second, toFirst, toSecond, names };
}

export function describeTwoServices(storages: readonly Storage[]): void {
  describe.each(storages)('two services on one data folder and %s', (_storage, empty) => {
    it('do each other’s work: what one was told the other answers, also once it has gone', async () => {
      const folders = await empty();
      const { first, second, toFirst, toSecond, names } = await twoServices(folders);

      const alto = await toFirst.post('/v1/employers', { name: 'Alto' });
      const basso = await toSecond.post('/v1/employers', { name: 'Basso' });
      expect([alto.status, basso.status]).toEqual([201, 201]);
      expect(await names(basso.body.position)).toEqual(['Alto', 'Basso']);

      expect(await first.end()).toMatchObject({ code: 0 });
      const canto = await toSecond.post('/v1/employers', { name: 'Canto' });
      expect(await names(canto.body.position)).toEqual(['Alto', 'Basso', 'Canto']);
      expect(await second.end()).toMatchObject({ code: 0, stderr: '' });
      removeFolders(folders);
    });
  });
}

/** @param storages those with views in a PostgreSQL database */
export function describeTwoProjectors(storages: readonly Storage[]): void {
  describe.each(storages)('two projectors on one %s', (_storage, empty) => {
    it('work one at a time: the other takes over within ten seconds when the first is killed', async () => {
      const folders = await empty();
      const { first, second, toSecond, names } = await twoServices(folders);
      const alto = await toSecond.post('/v1/employers', { name: 'Alto' });
      expect(await names(alto.body.position)).toEqual(['Alto']);
      const files = existsSync(folders.data) ? readdirSync(folders.data) : [];
      expect(files.filter((file) => /^(views|keys)/.test(file))).toEqual([]);

      // The service that started first has the lease.
      await first.end('SIGKILL');
      const killed = Date.now();
      const basso = await toSecond.post('/v1/employers', { name: 'Basso' });
      expect(basso.status).toBe(201);
      expect(await names(basso.body.position)).toEqual(['Alto', 'Basso']);
      expect(Date.now() - killed).toBeLessThan(10_000);
      await second.end();
      removeFolders(folders);
    });
  });
}
