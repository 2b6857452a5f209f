import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { jalon } from './cli.js';
import { clientOf, type Client } from './client.js';
import { removeFolders, startService } from './service.js';
import { STORES, storeAsWrittenBy, storedVersions } from './older-stores.js';

const answers = (version: string) =>
  Object.entries(JSON.parse(readFileSync(join(STORES, version, 'answers.json'), 'utf8')) as Record<string, object>);

async function expectSameAnswers(version: string, auditor: Client): Promise<void> {
  for (const [path, given] of answers(version)) {
    let answer = await auditor.get(path);
    while (answer.status === 503) answer = await auditor.get(path);
    // An answer may have more fields today, and there may be newer events; what was answered then still is.
    const { position: _, ...said } = given as Readonly<Record<string, unknown>>;
    expect(answer.body).toMatchObject(said);
  }
}

it('there is a store for each version that was ever stored', () => expect(storedVersions).toEqual(['v1', 'v2']));

describe.each(storedVersions)('a store as %s wrote it', (version) => {
  it('is read whole by the code of today, which answers as was answered then and goes on writing', async () => {
    const folders = storeAsWrittenBy(version);
    const service = await startService(folders);
    try {
      const auditor = await clientOf(service, { tenant: 'demo', roles: ['hr', 'auditor'] });
      await expectSameAnswers(version, auditor);

      const trail = (await auditor.get('/v1/audit/events')).body.items as readonly Partial<Record<string, string>>[];
      const last = new Map<string, string>();
      for (const { stream, body, hash } of trail) {
        // Of an event in personal time an auditor sees that it exists, and its hash.
        if (body !== undefined) {
          expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
          expect((JSON.parse(body) as { prev: string | null }).prev).toBe(last.get(stream!) ?? null);
        }
        last.set(stream!, hash!);
      }
      expect(trail.filter(({ body }) => body !== undefined).length).toBeGreaterThan(100);
      const { status, body } = await auditor.post('/v1/employers', { name: 'Nouvelle filiale' });
      expect(status).toBe(201);
      const seen = { 'jalon-min-position': String(body.position) };
      expect((await auditor.get(`/v1/employers/${body.id}`, seen)).body).toMatchObject({ name: 'Nouvelle filiale' });
    } finally {
      await service.end();
      removeFolders(folders);
    }
  });

  it('has its views built anew where they are of an older version', async () => {
    const folders = storeAsWrittenBy(version);
    const views = new Database(join(folders.data, 'views.sqlite'));
    views.exec('UPDATE jalon_projections SET version = version - 1');
    views.close();
    const service = await startService(folders);
    try {
      const auditor = await clientOf(service, { tenant: 'demo', roles: ['hr', 'auditor'] });
      await expectSameAnswers(version, auditor);
      const { stdout } = await jalon(folders, 'projections', 'list', '--json');
      expect(JSON.parse(stdout)).toEqual(
        expect.arrayContaining([expect.objectContaining({ projection: 'missions', readable: true, parked: [] })]),
      );
    } finally {
      await service.end();
      removeFolders(folders);
    }
  });
});
