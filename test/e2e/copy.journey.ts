import { cpSync } from 'node:fs';
import { until } from '@jalon/testing';
import { copied, copy, fileOf, newFile, rowsOf, type Row } from './copy-command.js';
import { jalon } from './cli.js';
import { clientOf, exchange } from './client.js';
import { THINGS } from './every-command.js';
import type { Storage } from './storages.js';
import { newFolders, refusedStart, removeFolders, startService, type Folders } from './service.js';
import { startPopulatedService } from './populated-service.js';
import { storeAsWrittenBy, storedVersions } from './older-stores.js';

export interface CopySource {
  readonly folders: Folders;
  readonly everything: readonly Row[];
  /** A mission, as its service answered it. */
  readonly mission: object;
}

const made: CopySource[] = [];
afterAll(() => made.forEach(({ folders }) => removeFolders(folders)));

/** The stores of a service to which every command was sent once, in folders that are the caller's own: it is populated once. */
export async function newCopySource(): Promise<CopySource> {
  const [first] = made;
  const source = first ? { ...first, folders: newFolders() } : await populatedSource();
  if (first) cpSync(first.folders.root, source.folders.root, { recursive: true });
  made.push(source);
  return source;
}
async function populatedSource(): Promise<CopySource> {
  const folders = newFolders();
  const { service, seen, parties } = await startPopulatedService(folders);
  const { body } = await parties.auditor.get(`/v1/missions/${THINGS.mission}`, seen);
  await service.end();
  return { folders, everything: rowsOf(fileOf(folders)), mission: body as object };
}

/** @param storages those whose events lie in a server */
export function describeCopy(storages: readonly Storage[]): void {
  describe.each(storages)('jalon copy to %s', (_storage, empty) => {
    let source: CopySource;
    let server: string;

    beforeAll(async () => void (source = await newCopySource()));
    beforeEach(async () => {
      const there = await empty();
      server = there.env!['EVENT_STORE_URL']!;
      removeFolders(there);
    });

    it('takes all that ever happens to a server and back, the same bytes in the same order', async () => {
      const { folders, everything } = source;
      const there = await copied(folders, 'sqlite:', server);
      expect(there).toMatchObject({
        events: everything.length,
        already: 0,
        added: everything.length,
        sourceGrew: false,
      });
      expect(new Set(everything.map(([, body]) => (JSON.parse(body) as { type: string }).type)).size).toBeGreaterThan(
        35,
      );
      const back = newFile(folders);
      const again = await copied(folders, server, `sqlite:${back}`);
      expect(rowsOf(back)).toEqual(everything);
      expect(again.views).toEqual(there.views);
      expect(there.views.find(({ view }) => view === 'audit')?.rows).toBe(everything.length);
    });

    it.each(storedVersions)(
      'takes a store as %s wrote it, which replays to the same bytes of views',
      async (version) => {
        const old = storeAsWrittenBy(version);
        const file = newFile(source.folders);
        await copied(old, 'sqlite:', server);
        await copied(old, server, `sqlite:${file}`);
        expect(rowsOf(file)).toEqual(rowsOf(fileOf(old)));
        const views = (env: NodeJS.ProcessEnv) => jalon({ ...old, env }, 'replay', 'views', '--json');
        const [one, other] = [await views({}), await views({ EVENT_STORE_URL: `sqlite:${file}` })];
        expect([one.code, one.stdout]).toEqual([0, other.stdout]);
        removeFolders(old);
      },
    );

    it('leaves a store that goes into service with the keys that stayed where they were', async () => {
      const { folders, everything, mission } = source;
      const env = { EVENT_STORE_URL: server };
      expect(await copied(folders, 'sqlite:', server)).toMatchObject({ successor: false });
      const early = await refusedStart(folders, env);
      expect([early.code, early.stderr]).toEqual([78, expect.stringContaining('a copy that is not in service')]);
      expect(await copied(folders, 'sqlite:', server, '--successor')).toMatchObject({ added: 0, successor: true });
      const late = await refusedStart(folders);
      expect([late.code, late.stderr]).toEqual([
        78,
        expect.stringContaining('declared its successor: the event store'),
      ]);
      const service = await startService(folders, env);
      try {
        const auditor = await clientOf(service, { roles: ['hr', 'auditor'] });
        const { status, body } = await auditor.post('/v1/employers', { name: 'Nouvelle filiale' });
        expect(status).toBe(201);
        // The views were built from the source: they are built anew from the copy first.
        await until(async () => (await exchange(`${service.url}/health/ready`)).body.viewsCaughtUp === true);
        const answer = await auditor.get(`/v1/missions/${THINGS.mission}`, { 'jalon-min-position': body.position });
        expect({ ...answer.body, position: null }).toEqual({ ...mission, position: null });
        const people = await auditor.get('/v1/people');
        expect(JSON.stringify(people.body)).toContain('Lenoir');
      } finally {
        await service.end();
      }
      // The service wrote to the copy. That is not in the source, and no copy removes it: the way back is a copy from there.
      const refused = await copy(folders, 'sqlite:', server);
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toContain('is in service for this installation');
      const back = await copied(folders, server, 'sqlite:', '--successor');
      expect(back).toMatchObject({ already: everything.length, added: 1, successor: true });
      const there = await refusedStart(folders, env);
      expect([there.code, there.stderr]).toEqual([
        78,
        expect.stringContaining('declared its successor: the event store'),
      ]);
      await (await startService(folders)).end();
    });
  });
}
