import { newPostgresDatabase, until } from '@jalon/testing';
import { clientOf, exchange } from './client.js';
import { newFolders, removeFolders, startService, type Folders, type Service } from './service.js';

jest.setTimeout(90_000);

describe('a service that was given the views of one installation and the events of another', () => {
  const folders: Folders[] = [];
  const services: Service[] = [];
  afterAll(async () => {
    for (const service of services) await service.end();
    folders.forEach(removeFolders);
  });

  async function started(env: NodeJS.ProcessEnv): Promise<Service> {
    const own = newFolders();
    folders.push(own);
    const service = await startService(own, env);
    services.push(service);
    return service;
  }

  const readiness = async ({ url }: Service) => {
    const { status, body } = await exchange(`${url}/health/ready`);
    return { status, body };
  };

  it('says so, answers no query, and takes the views over from nobody, also when their own projector has gone', async () => {
    const env = { VIEW_STORE_URL: await newPostgresDatabase() };
    const right = await started(env);
    const hr = await clientOf(right);
    const alto = await hr.post('/v1/employers', { name: 'Alto' });
    expect((await hr.get('/v1/employers', { 'jalon-min-position': String(alto.body.position) })).status).toBe(200);

    // As when EVENT_STORE_URL is forgotten after a move.
    const wrong = await started(env);
    await until(async () => (await readiness(wrong)).status === 503);
    expect((await readiness(wrong)).body).toMatchObject({
      status: 'not-ready',
      storesReachable: true,
      unreachable: null,
      viewsOfAnotherLog: true,
    });
    const auditor = await clientOf(wrong, { roles: ['auditor'] });
    const refused = await auditor.get('/v1/employers');
    expect([refused.status, refused.body.code]).toEqual([503, 'VIEWS_OF_ANOTHER_LOG']);
    expect((await auditor.get('/metrics')).status).toBe(200);
    expect(wrong.log()).toContain('look at EVENT_STORE_URL and VIEW_STORE_URL');

    await until(() => wrong.log().includes('a fault in the background'));
    await right.end();
    const again = await startService(folders[0], env);
    services.push(again);
    await until(async () => (await readiness(again)).body.projector === 'works');
    const there = await (await clientOf(again)).get('/v1/employers');
    expect(there.body.items.map(({ name }: { name: string }) => name)).toEqual(['Alto']);
    expect((await readiness(again)).body).toMatchObject({ status: 'ready', viewsOfAnotherLog: false });
    expect(again.log()).not.toContain('not built from this log');
    expect((await readiness(wrong)).body).toMatchObject({ viewsOfAnotherLog: true, projector: 'none' });
  });
});
