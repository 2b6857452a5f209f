import type { Storage } from './storages.js';
import { openEngine, readConfig } from '@jalon/engine';
import type { Answer } from './client.js';
import { everyCommand, commandPaths } from './every-command.js';
import { queryPaths } from './query-paths.js';
import { exchange } from './client.js';
import { environmentOf, removeFolders, startService, type Folders, type Service } from './service.js';
import { newIds, registerParties, type Parties } from './parties.js';

export function describeTenants(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    const ids = newIds();
    let service: Service;
    let ours: Parties;
    let theirs: Parties;
    let answers: { readonly ours: readonly Answer[]; readonly theirs: readonly Answer[] };

    /** Opens a second tenant as an operator would: from another process, while the service runs. */
    async function openTenant(folders: Folders, tenant: string): Promise<void> {
      const engine = await openEngine(readConfig(environmentOf(folders)), { project: false });
      await engine.openTenant({ tenant, zone: 'Europe/Paris', language: 'fr', mode: 'production' });
      await engine.close();
    }

    beforeAll(async () => {
      folders = await empty();
      service = await startService(folders);
      await openTenant(folders, 'other');
      ours = await registerParties(service, { ids, mark: 'Nordique' });
      theirs = await registerParties(service, { tenant: 'other', ids, mark: 'Australe' });
      answers = { ours: await everyCommand(ours, 'Nordique'), theirs: await everyCommand(theirs, 'Australe') };
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    const seenBy = (tenant: 'ours' | 'theirs') => ({
      'jalon-min-position': answers[tenant].at(-1)!.headers.get('jalon-position')!,
    });

    describe('the same ids, people and keys in two tenants', () => {
      it('are separate for every command: each is answered as if the other did not exist', () => {
        const refused = [...answers.ours, ...answers.theirs].filter(({ status }) => status > 201);
        expect(refused.map(({ body }) => body)).toEqual([]);
        // A tenant's own stream has its name for an id.
        const idOf = ({ id }: { id: string }) => (['main', 'other'].includes(id) ? 'tenant' : id);
        const outline = ({ status, body }: Answer) => [status, idOf(body), body.revision, typesOf(body)];
        expect(answers.theirs.map(outline)).toEqual(answers.ours.map(outline));
        const events = (list: readonly Answer[]) =>
          list.flatMap(({ body }) => body.events.map(({ id }: { id: string }) => id));
        const shared = new Set(events(answers.ours));
        expect(events(answers.theirs).filter((id) => shared.has(id))).toEqual([]);
      });

      it('are separate for every query, whoever asks', async () => {
        for (const role of ['hr', 'secondHr', 'manager', 'employee', 'charity', 'auditor'] as const) {
          for (const path of queryPaths(ours)) {
            const [here, there] = await Promise.all([
              ours[role].get(path, seenBy('ours')),
              theirs[role].get(path, seenBy('theirs')),
            ]);
            expect([path, there.status]).toEqual([path, here.status]);
            expect(here.status).toBeLessThan(500);
            expect(here.text).not.toContain('Australe');
            expect(there.text).not.toContain('Nordique');
            expect(here.text).not.toMatch(/-other\./);
            expect(there.text).not.toMatch(/-main\./);
          }
        }
      });

      it('show each tenant its own', async () => {
        const seen = seenBy('theirs');
        expect((await ours.hr.get('/v1/people?limit=200', seenBy('ours'))).text).toContain('Nordique');
        expect((await theirs.hr.get('/v1/people?limit=200', seen)).text).toContain('Australe');
        expect((await theirs.hr.get('/v1/missions?limit=200', seen)).body.items).toHaveLength(5);
      });

      it('do not let a cursor of one be used in the other', async () => {
        const page = await ours.hr.get('/v1/missions?limit=1', seenBy('ours'));
        const stolen = await theirs.hr.get(`/v1/missions?limit=1&cursor=${page.body.next}`);
        expect(stolen.body.code).toBe('CURSOR_INVALID');
      });

      it('were tried through every route that the API has', async () => {
        const { body: document } = await exchange(`${service.url}/openapi.json`);
        const tried = { get: queryPaths(ours), post: commandPaths(ours) };
        const untried = Object.entries(document.paths as Record<string, object>)
          // An import is shown to its starter alone (imports.spec.ts).
          .filter(([path]) => path.startsWith('/v1/') && !path.startsWith('/v1/imports/'))
          .flatMap(([path, operations]) => Object.keys(operations).map((method) => [method, path] as const))
          // What makes records and no events: the contract of the record store keeps tenants apart.
          .filter(
            ([method, path]) => method === 'get' || !/\/(identities|sessions|tokens|invitations|passkeys)/.test(path),
          )
          .filter(([method, path]) => !tried[method as 'get' | 'post'].some((one) => patternOf(path).test(one)));
        expect(untried).toEqual([]);
      });
    });

    function typesOf({ events }: { events: readonly { type: string }[] }): readonly string[] {
      return events.map(({ type }) => type);
    }

    function patternOf(path: string): RegExp {
      return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`);
    }
  });
}
