import type { Storage } from './storages.js';
import { clientOf, exchange } from './client.js';
import { removeFolders, startProjector, startService, type Folders, type Service } from './service.js';
import { made } from './parties.js';
import { until } from '@jalon/testing';

export function describeProjectors(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    const elsewhere = { PROJECTIONS: 'elsewhere' };
    const running: Service[] = [];

    beforeAll(async () => {
      folders = await empty();
    });
    afterAll(async () => {
      for (const one of running) await one.end();
      removeFolders(folders);
    });

    const keep = async (starting: Promise<Service>): Promise<Service> => {
      const one = await starting;
      running.push(one);
      return one;
    };

    /** Registers an employer at one service and reads it at another, which waits until its views have it. */
    async function commandThenQuery(at: Service, readAt: Service): Promise<number> {
      const { id, position } = await made(await clientOf(at), '/v1/employers', { name: 'Filature' });
      const reader = await clientOf(readAt);
      return (await reader.get(`/v1/employers/${id}`, { 'jalon-min-position': position })).status;
    }

    /** The lines of a projector's log on which process projects, in order. */
    const told = (at: Service): readonly unknown[] =>
      at
        .log()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly msg?: string; readonly projector?: unknown })
        .flatMap(({ msg, projector }) => (projector === undefined ? [] : [msg]));

    const projecting = (text: string) => /^jalon_projecting (\d)$/m.exec(text)?.[1];

    describe('services that leave projecting to projectors', () => {
      it('do commands without one, and answer queries once there is one', async () => {
        const [first, second] = [
          await keep(startService(folders, elsewhere)),
          await keep(startService(folders, elsewhere)),
        ];
        expect(await commandThenQuery(first, second)).toBe(503);
        const projector = await keep(startProjector(folders));
        await until(async () => (await commandThenQuery(first, second)) === 200);
        expect(await commandThenQuery(second, first)).toBe(200);
        expect(await exchange(`${projector.url}/health/ready`)).toMatchObject({
          status: 200,
          body: { status: 'ready', viewsCaughtUp: true, projector: 'works', projectorFails: false },
        });
        expect((await exchange(`${first.url}/health/ready`)).body).toMatchObject({ projector: 'none' });
        expect(told(projector)).toEqual(['this process projects']);
        expect(told(first)).toEqual([]);
        const { status, text } = await exchange(`${projector.url}/metrics`);
        expect([status, projecting(text)]).toEqual([200, '1']);
        expect(text).toMatch(/^jalon_projection_lag_events 0$/m);
        const auditor = await clientOf(first, { roles: ['auditor'] });
        expect(projecting((await auditor.get('/metrics')).text)).toBe('0');
        expect((await exchange(`${projector.url}/health/live`)).body).toEqual({ status: 'live' });
        // No answer of the API: a projector has health and metrics only.
        expect((await fetch(`${projector.url}/v1/missions`)).status).toBe(404);
      });

      it('go on with the one that stands by when the first is killed', async () => {
        const [first, second, projector] = running as [Service, Service, Service];
        const standby = await keep(startProjector(folders));
        await until(() => told(standby).length > 0);
        expect((await exchange(`${standby.url}/health/ready`)).body).toMatchObject({ projector: 'stands-by' });
        expect(projecting((await exchange(`${standby.url}/metrics`)).text)).toBe('0');
        await projector.end('SIGKILL');
        running.splice(running.indexOf(projector), 1);
        const killed = performance.now();
        while ((await commandThenQuery(first, second)) !== 200) expect(performance.now() - killed).toBeLessThan(10_000);
        expect((await exchange(`${standby.url}/health/ready`)).body).toMatchObject({ projector: 'works' });
        expect(projecting((await exchange(`${standby.url}/metrics`)).text)).toBe('1');
        expect(await standby.end()).toMatchObject({ code: 0, stderr: '' });
        expect(told(standby)).toEqual([
          'another process projects: this one stands by',
          'this process projects',
          'this process neither projects nor stands by any more',
        ]);
        running.splice(running.indexOf(standby), 1);
      });
    });
  });
}
