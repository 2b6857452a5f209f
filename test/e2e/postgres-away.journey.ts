import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { checkedFetch } from './answer-check.js';
import type { Storage } from './storages.js';
import { clientOf } from './client.js';
import { removeFolders, startService } from './service.js';

/** Shuts a database for everybody, as a restart or a broken network does, or opens it again. */
async function letIn(url: string, allowed: boolean): Promise<void> {
  const own = new URL(url);
  const name = own.pathname.slice(1);
  own.pathname = '/postgres';
  const client = new Client(own.href);
  await client.connect();
  await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${allowed}`);
  if (!allowed) await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await client.end();
}

/** @param storages those with views and keys in a PostgreSQL database */
export function describePostgresAway(storages: readonly Storage[]): void {
  describe.each(storages)('a service whose %s goes away', (_storage, empty) => {
    it('says so, answers no query and no command that needs a key, and goes on by itself once it is back', async () => {
      const folders = await empty();
      const service = await startService(folders);
      const hr = await clientOf(service);
      const employers = () => hr.get('/v1/employers');
      const ready = async () => (await checkedFetch(`${service.url}/health/ready`)).status;
      const somebody = { givenName: 'Ana', familyName: 'Ferrand' };
      expect((await hr.post('/v1/employers', { name: 'Alto' })).status).toBe(201);

      await letIn(folders.env!['VIEW_STORE_URL']!, false);
      const query = await employers();
      expect([query.status, query.body.code]).toEqual([503, 'STORE_UNAVAILABLE']);
      expect(query.headers.get('retry-after')).toMatch(/^\d+$/);
      const sealing = await hr.send('POST', '/v1/people', { body: somebody });
      expect([sealing.status, sealing.body.code]).toEqual([503, 'STORE_UNAVAILABLE']);
      expect(await ready()).toBe(503);
      // Metrics can be read all the time. Those that cannot be known meanwhile are absent.
      const auditor = await clientOf(service, { roles: ['auditor'] });
      const measured = await auditor.get('/metrics');
      expect(measured.status).toBe(200);
      expect(measured.text).toMatch(/^jalon_command_seconds_count/m);
      expect(measured.text).not.toMatch(/^jalon_projection_lag_events \d/m);
      // A command that needs neither views nor keys is accepted.
      const basso = await hr.post('/v1/employers', { name: 'Basso' });
      expect(basso.status).toBe(201);

      await letIn(folders.env!['VIEW_STORE_URL']!, true);
      const until = Date.now() + 20_000;
      while ((await ready()) !== 200 && Date.now() < until) await pause(100);
      const seen = { 'jalon-min-position': String(basso.body.position) };
      const { body } = await hr.get('/v1/employers', seen);
      expect(body.items.map(({ name }: { name: string }) => name).sort()).toEqual(['Alto', 'Basso']);
      expect((await hr.post('/v1/people', somebody)).status).toBe(201);
      expect(service.log()).not.toContain(new URL(folders.env!['VIEW_STORE_URL']!).password);
      expect(await service.end()).toMatchObject({ code: 0, stderr: '' });
      removeFolders(folders);
    });
  });
}
